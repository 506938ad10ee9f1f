#!/usr/bin/env bash
# Makes the suite's image (tags 1 and 2) from this machine's own Node and loads it into a kube-lab cluster.
#   local/cluster/conformance/kube-lab-image.sh path/to/kube-lab.sh
# For kind: write the same image with `docker build`, then `kind load docker-image localhost/chat-demo/conformance:1`.
set -euo pipefail

lab=${1:?usage: kube-lab-image.sh path/to/kube-lab.sh}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

node=$(readlink -f "$(command -v node)")
root=$work/root
mkdir -p "$root/usr/local/bin" "$root/app" "$root/etc" "$root/tmp"
cp "$node" "$root/usr/local/bin/node"
{ ldd "$node" || true; } | grep -o '/[^ ]*' | sort -u | while read -r library; do
  mkdir -p "$root$(dirname "$library")"
  cp -Lu "$library" "$root$library"
done
cp "$here/image/tool.mjs" "$root/app/tool.mjs"
printf 'root:x:0:0:root:/:/sbin/nologin\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n' >"$root/etc/passwd"
printf 'root:x:0:\nnogroup:x:65534:\n' >"$root/etc/group"
chmod 1777 "$root/tmp"

for tag in 1 2; do
  "$lab" make-image "localhost/chat-demo/conformance:$tag" "$root" "$work/image-$tag.tar" \
    /usr/local/bin/node /app/tool.mjs
done
"$lab" load-image "$work/image-1.tar" "$work/image-2.tar"
