#!/usr/bin/env bash
# A day of the published service A (164,194 requests in 20 days are 8,210 a day, 0.095 a second) on 64 emulated H800s, with days and nights.
#
# day.sh OUT              needs a Release build of the solution; writes OUT/report.html and prints what the server says of its devices' times
#   SCALE=96              how much faster than real: 96 makes a day of 15 minutes
#   HOURS=24  DEVICES=64  RATE=0.095  STEPS=50  ARRIVALS=diurnal
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
out=$1
: "${SCALE:=96}" "${HOURS:=24}" "${DEVICES:=64}" "${RATE:=0.095}" "${STEPS:=50}" "${ARRIVALS:=diurnal}"
work=$(mktemp -d)
trap 'kill "$pid" 2>/dev/null || true; wait; rm -rf "$work"' EXIT
"$root/artifacts/bin/SwiftDiffusion.Host/release_linux-x64/swiftdiffusion" serve --devices "emulated:h800-sdxl*$DEVICES" --time-scale "$SCALE" --adapter-timing asynchronous \
    --adapter-cache "$work/cache" --urls http://127.0.0.1:0 > "$work/server.log" 2>&1 &
pid=$!
until grep -qs 'Ready after' "$work/server.log"; do
    kill -0 "$pid" || { cat "$work/server.log"; exit 1; }
    sleep 0.1
done
grep -E 'VmRSS|Threads' "/proc/$pid/status"
dotnet "$root/artifacts/bin/SwiftDiffusion.LoadGen/release/loadgen.dll" run --synthetic A --rate "$RATE" --arrivals "$ARRIVALS" --duration "${HOURS}h" --time-scale "$SCALE" --emulated \
    --steps "$STEPS" --slo 10s --timeout 10m --max-lag 1s --target "$(grep -o 'http://[0-9.:]*' "$work/server.log" | head -1)" --out "$out" || echo "the run is invalid"
grep -E 'VmRSS|Threads' "/proc/$pid/status"
kill "$pid"
wait "$pid" || true
grep 'Emulated devices' "$work/server.log"
