#!/usr/bin/env bash
# The topology of compose.yaml as processes of this machine: redis-server with an append-only file, a gateway and two workers, all on the loopback.
#
#   docker/local.sh up              starts everything and waits until it is ready
#   docker/local.sh picture [FILE]  makes one picture, artifacts/local/picture.png when no file is named
#   docker/local.sh smoke           replays half a minute of a synthetic trace with the load generator; the exit code says whether the run is valid
#   docker/local.sh status          what runs, and where
#   docker/local.sh down            stops what was started here, and nothing else
#
# SWIFTDIFFUSION_PORT: the gateway's port, a free one by itself.  SWIFTDIFFUSION_WORKERS: 2.  SWIFTDIFFUSION_DEVICES: auto.
# LOCAL_FOLDER: where data, logs and process ids lie, artifacts/local.  SWIFTDIFFUSION_PROGRAM, LOADGEN_PROGRAM: the programs, as built in Release.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
compose=$root/compose.yaml
folder=${LOCAL_FOLDER:-$root/artifacts/local}
program=${SWIFTDIFFUSION_PROGRAM:-$root/artifacts/bin/SwiftDiffusion.Host/release_linux-x64/swiftdiffusion}
loadgen=${LOADGEN_PROGRAM:-$root/artifacts/bin/SwiftDiffusion.LoadGen/release/loadgen}
workers=${SWIFTDIFFUSION_WORKERS:-2}
patience=120

fail() { echo "local.sh: $*" >&2; exit 1; }

# What follows KEY in a service of compose.yaml, a list in one line, as words.
compose_list() { # SERVICE KEY
  local words
  words=$(awk -v service="  $1:" -v key="$2: [" '
    /^  [a-z]/ { inside = ($0 == service) }
    inside && (at = index($0, key)) { line = substr($0, at + length(key)); sub(/\].*/, "", line); gsub(/[",]/, " ", line); print line; exit }' "$compose")
  [[ -n $words ]] || fail "compose.yaml has no $2 in one line for the service $1"
  echo "$words"
}

# The variables of compose.yaml, with what they are here. One that is new there must be decided about here.
export_environment() {
  local name
  for name in $(awk '/^x-environment:/ { inside = 1; next } /^[a-z]/ { inside = 0 } inside && match($0, /SWIFTDIFFUSION_[A-Za-z0-9_]+/) { print substr($0, RSTART, RLENGTH) }' "$compose"); do
    case $name in
      SWIFTDIFFUSION_Queue__Store) export "$name=unix:$folder/redis.sock" ;;
      SWIFTDIFFUSION_Queue__BlobFolder) export "$name=$folder/blobs" ;;
      # There is no collector here.
      SWIFTDIFFUSION_Telemetry__OtlpEndpoint) ;;
      *) fail "compose.yaml sets $name, and this script does not say what it is without containers" ;;
    esac
  done
}

# A process is known by its number and by when it started, so that a number given to somebody else is never taken for ours.
started_at() { awk '{ sub(/^.*\) /, ""); print $20 }' "/proc/$1/stat" 2>/dev/null; }

running() { # NAME
  [[ -f $folder/$1.pid ]] || return 1
  local pid start
  read -r pid start <"$folder/$1.pid"
  [[ $(started_at "$pid") == "$start" ]]
}

start() { # NAME COMMAND...
  local name=$1
  shift
  setsid "$@" >"$folder/$name.log" 2>&1 </dev/null &
  echo "$! $(started_at $!)" >"$folder/$name.pid"
}

stop() { # NAME
  if running "$1"; then
    local pid start
    read -r pid start <"$folder/$1.pid"
    kill -TERM "$pid"
    for ((i = 0; i < patience * 10; i++)); do
      running "$1" || break
      sleep 0.1
    done
    if running "$1"; then
      echo "$1 does not stop; killed" >&2
      kill -KILL "$pid"
    fi
    echo "stopped $1"
  fi
  rm -f "$folder/$1.pid"
}

wait_for() { # NAME COMMAND...: until the command succeeds, unless the process ends first
  local name=$1
  shift
  for ((i = 0; i < patience * 10; i++)); do
    if "$@" >/dev/null 2>&1; then return; fi
    running "$name" || { tail -n 20 "$folder/$name.log" >&2; fail "$name has ended; its log is $folder/$name.log"; }
    sleep 0.1
  done
  fail "$name was not ready within $patience seconds; its log is $folder/$name.log"
}

# Where a server listens; the port was the system's choice.
address() { sed -n 's/.*Listening on \(http:[^ ]*\).*/\1/p' "$folder/$1.log" | head -n 1; }

# The health check of compose.yaml's service, asked of a process here.
healthy() { # SERVICE NAME
  local words url
  read -ra words <<<"$(compose_list "$1" test)"
  url=$(address "$2")
  [[ -n $url ]] && "$program" "${words[@]:2}" --url "$url"
}

names() { find "$folder" -maxdepth 1 -name '*.pid' -printf '%f\n' 2>/dev/null | sed 's/\.pid$//' | sort; }

up() {
  command -v redis-server >/dev/null || fail "redis-server is not installed: apt-get install redis-server, or brew install redis"
  [[ -x $program ]] || fail "$program is not built: dotnet build SwiftDiffusion.sln -c Release"
  for name in $(names); do
    if running "$name"; then fail "$name runs already; docker/local.sh down stops it"; fi
  done
  ((${#folder} < 90)) || fail "LOCAL_FOLDER is $folder, too long for a socket's path"
  mkdir -p "$folder/redis" "$folder/blobs"
  trap 'if (($? != 0)); then down; fi' EXIT

  local words
  read -ra words <<<"$(compose_list redis command)"
  start redis "${words[@]}" --port 0 --unixsocket "$folder/redis.sock" --dir "$folder/redis"
  read -ra words <<<"$(compose_list redis test)"
  wait_for redis "${words[1]}" -s "$folder/redis.sock" "${words[@]:2}"

  export_environment
  read -ra words <<<"$(compose_list gateway command)"
  start gateway "$program" "${words[@]}" --urls "http://127.0.0.1:${SWIFTDIFFUSION_PORT:-0}"
  wait_for gateway healthy gateway gateway
  read -ra words <<<"$(compose_list worker command)"
  for ((w = 1; w <= workers; w++)); do
    SWIFTDIFFUSION_Worker__Name=worker-$w start "worker-$w" "$program" "${words[@]}" --urls http://127.0.0.1:0 --devices "${SWIFTDIFFUSION_DEVICES:-auto}"
  done
  for ((w = 1; w <= workers; w++)); do wait_for "worker-$w" healthy worker "worker-$w"; done
  wait_for gateway "$program" health --path /readyz --url "$(address gateway)"
  echo "ready: $(address gateway)"
}

require_gateway() { running gateway || fail "nothing runs; docker/local.sh up starts it"; }

picture() { # [FILE]
  require_gateway
  local file=${1:-$folder/picture.png} url job
  url=$(address gateway)
  job=$(curl -sS -D - -o /dev/null "$url/v1/jobs" -H 'Content-Type: application/json' -H 'Prefer: wait=60' -d '{"prompt": "a large red mushroom in a meadow", "seed": 4}' |
    tr -d '\r' | awk 'tolower($1) == "location:" { print $2 }')
  [[ -n $job ]] || fail "the gateway took no job; its log is $folder/gateway.log"
  curl -sS --fail "$url$job/images/0" -o "$file" || fail "the job made no picture: $(curl -sS "$url$job")"
  echo "picture: $file"
}

smoke() {
  require_gateway
  [[ -x $loadgen ]] || fail "$loadgen is not built: dotnet build SwiftDiffusion.sln -c Release"
  "$loadgen" run --synthetic A --target "$(address gateway)" --rate "${SMOKE_RATE:-0.5}" --duration "${SMOKE_DURATION:-30s}" --warm-up 2s --steps 8 --slo 10s --max-lag 1s --seed 1 --out "$folder/smoke"
}

status() {
  for name in $(names); do
    if running "$name"; then echo "$name runs $(address "$name")"; else echo "$name has ended"; fi
  done
}

# The gateway first, so that nothing new comes in; workers hand back what they hold; the store last.
down() {
  stop gateway
  for name in $(names | grep '^worker-' || true); do stop "$name"; done
  stop redis
}

case ${1:-} in
  up | smoke | status | down) "$1" ;;
  picture) picture "${2:-}" ;;
  *) sed -n '2,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 2 ;;
esac
