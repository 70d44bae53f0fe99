#!/usr/bin/env bash
# Replays ten minutes of the published services A and B, and a load beyond what the server can do, against the built-in model on two devices of one core: once
# as today's common workflow (serve --workflow serial), once as this project works. LoRAs come from a stub store that answers after a second.
#
# workflows.sh OUT        needs a Release build of the solution; writes OUT/SERVICE-WORKFLOW and OUT/SERVICE.html
#   SCALE=10              how much faster than the trace
#   RATE=0.18             requests a second of the trace
#   SATURATED=100         requests of the saturated runs, all within a few seconds
#   DELAY=1s              of the store
#   ONLY="A B saturated"  which of the loads
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
out=$1
: "${SCALE:=10}" "${RATE:=0.18}" "${SATURATED:=100}" "${DELAY:=1s}" "${ONLY:=A B saturated}"
server=$root/artifacts/bin/SwiftDiffusion.Host/release_linux-x64/swiftdiffusion
loadgen="dotnet $root/artifacts/bin/SwiftDiffusion.LoadGen/release/loadgen.dll"
work=$(mktemp -d)
pids=()
finish() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait
    rm -rf "$work"
}
trap finish EXIT

# 1. The model without LoRAs of its own, and a list of those in the store.
mkdir "$work/model"
for part in "$root"/onnx/tinyworld/*; do
    [ "$(basename "$part")" = lora ] || ln -s "$part" "$work/model/"
done
$loadgen adapters --stub-template "$(ls "$root"/onnx/tinyworld/lora/*.safetensors | head -1)" --stub-adapters 1000 --stub-delay "$DELAY" --list "$work/model/adapters.json" > "$work/store.log" &
pids+=($!)
until grep -qs Serving "$work/store.log"; do sleep 0.1; done

# 2. Each load on each workflow, with a server of its own whose caches are empty.
measure() {  # NAME WORKFLOW OPTIONS...
    local name=$1 workflow=$2
    shift 2
    "$server" serve --model "$work/model" --devices 'cpu*2' --workflow "$workflow" --adapter-timing asynchronous --adapter-cache "$work/cache-$name-$workflow" \
        --urls http://127.0.0.1:0 > "$work/server.log" 2>&1 &
    local pid=$!
    pids+=("$pid")
    until grep -q 'Ready after' "$work/server.log"; do
        kill -0 "$pid" || { cat "$work/server.log"; exit 1; }
        sleep 0.1
    done
    echo "== $name, $workflow"
    $loadgen run "$@" --target "$(grep -o 'http://[0-9.:]*' "$work/server.log" | head -1)" --slo 5s --out "$out/$name-$workflow" || echo "the run is invalid"
    kill "$pid"
    wait "$pid" || true
}
for workflow in serial adaptive; do
    for load in $ONLY; do
        case $load in
            saturated) measure saturated $workflow --synthetic AB --rate 50 --requests "$SATURATED" ;;
            *) measure "$load" $workflow --synthetic "$load" --rate "$RATE" --duration 10m --time-scale "$SCALE" ;;
        esac
    done
done

# 3. Side by side.
for load in $ONLY; do
    echo "== $load: A is serial, B is adaptive"
    $loadgen compare "$out/$load-serial" "$out/$load-adaptive" --out "$out/$load.html"
done
