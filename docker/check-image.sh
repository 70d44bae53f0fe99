#!/usr/bin/env bash
# What docker/Dockerfile does, without a container engine: builds from the same context by the same commands, and runs the outcome as the image would: as
# user 1654, below a read-only root, writing to /data and /tmp alone. Needs root, for the mounts; they vanish with the script.
#
#   docker/check-image.sh          takes a few minutes, most of them for the build
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
dockerfile=$root/docker/Dockerfile
least_mb=60 most_mb=400

fail() { echo "check-image.sh: $*" >&2; exit 1; }
step() { printf '== %s\n' "$*"; }

# The script again, with mounts of its own.
if [[ ${CHECK_IMAGE_INSIDE:-} != yes ]]; then
  ((EUID == 0)) || fail "needs root, to make a root of its own"
  CHECK_IMAGE_INSIDE=yes exec unshare --mount "${BASH_SOURCE[0]}"
fi
work=$(mktemp -d "$root/artifacts/image.XXXXXX")
trap 'status=$?; [[ -z ${server:-} ]] || kill "$server" 2>/dev/null || true; [[ ! -d $work/image ]] || umount -R "$work/image"; rm -rf "$work"; exit $status' EXIT

step "context, by .dockerignore"
mkdir -p "$work/source"
sed -n 's/^!//p' "$root/.dockerignore" | while read -r path; do
  (cd "$root" && find "$path" -type f -not -path '*/artifacts/*' -not -path '*/bin/*' -not -path '*/obj/*' -print0 | xargs -0 cp --parents -t "$work/source")
done
du -sh "$work/source" | cut -f1

step "build, by the first stage's RUN"
mkdir "$work/app"
awk '/^FROM/ { stage++ } stage == 1' "$dockerfile" | sed -n '/^RUN /,/[^\\]$/p' | sed -e 's/^RUN //' -e 's/\\$//' | tr '\n' ' ' | sed -e "s# /app# $work/app#g" -e "s#mkdir /data#mkdir $work/data#" >"$work/build.sh"
(cd "$work/source" && DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 bash -euo pipefail "$work/build.sh" | tail -n 3)

step "size and libraries"
size=$(du -sm "$work/app" | cut -f1)
echo "$size MB"
((size >= least_mb && size <= most_mb)) || fail "expected $least_mb to $most_mb MB"
# What the chiselled image has: the C and C++ libraries, and no others of the system. The embedded store does not use its native devices.
foreign=$(find "$work/app" -name '*.so*' -not -name 'libnative_device*' -exec ldd {} + 2>/dev/null | awk '/=>/ { print $1 }' | sort -u |
  grep -vE '^(lib(c|m|dl|rt|pthread|gcc_s|stdc\+\+|z|ssl|crypto)\.so|ld-linux|linux-vdso|libonnxruntime|libSkiaSharp)' || true)
[[ -z $foreign ]] || fail "the native libraries need $foreign, which the image has not"

step "run below a read-only root as user 1654"
image=$work/image
mkdir "$image"
mount -t tmpfs tmpfs "$image"
for folder in /usr /lib /lib64 /bin /etc /proc /dev; do
  [[ -e $folder ]] || continue
  mkdir "$image$folder"
  mount --rbind "$folder" "$image$folder"
done
mkdir "$image/app" "$image/data" "$image/tmp"
mount --bind "$work/app" "$image/app"
mount -o remount,bind,ro "$image/app"
mount -t tmpfs -o uid=1654,gid=1654 tmpfs "$image/data"
mount -t tmpfs tmpfs "$image/tmp"
mount -o remount,ro "$image"
mapfile -t environment < <(sed -n '/^ENV /,/[^\\]$/p' "$dockerfile" | sed -e 's/^ENV //' -e 's/ *\\$//' -e 's/^ *//' | grep =)
# An array and not a function, so that in the background the process is the program itself and not a shell around it.
inside=(chroot --userspec=1654:1654 "$image" /usr/bin/env -i PATH=/usr/bin:/bin DOTNET_ROOT="$(dirname "$(readlink -f "$(command -v dotnet)")")" HOME=/home/app "${environment[@]}")
if "${inside[@]}" /usr/bin/touch /app/x /x 2>/dev/null; then fail "the root can be written to"; fi
"${inside[@]}" /app/swiftdiffusion serve --urls http://127.0.0.1:0 --adapter "far=file:///app/models/tinyworld/lora/neon.safetensors" >"$work/log" 2>&1 &
server=$!
url=
for ((i = 0; i < 600; i++)); do
  url=$(sed -n 's/.*Listening on \(http:[^ ]*\).*/\1/p' "$work/log")
  [[ -z $url ]] || ! "${inside[@]}" /app/swiftdiffusion health --url "$url" >/dev/null 2>&1 || break
  kill -0 "$server" 2>/dev/null || { cat "$work/log" >&2; fail "the server has ended"; }
  sleep 0.2
done
[[ $(curl -s -o "$work/answer" -w '%{http_code}' "$url/v1/images/generations" -H 'Content-Type: application/json' -d '{"prompt": "red heart", "num_inference_steps": 4, "loras": [{"name": "far"}]}') == 200 ]] ||
  { cat "$work/answer" "$work/log" >&2; fail "no picture"; }
[[ -n $(find "$image/data/adapters" -type f) ]] || fail "no copy of the adapter in /data"
kill -TERM "$server"
wait "$server" || fail "the server did not stop well"
server=
echo "the image would work"
