#!/usr/bin/env bash
# `sam local` against the local stack: starts the stack as AWS and as the providers, and hands the arguments on.
#
#   infra/local/sam-local.sh start-api                                              # the API on http://127.0.0.1:3001
#   infra/local/sam-local.sh invoke MjpmLoginFunction -e events/mjpm-login.json
#
# Needs Docker, and sam, cargo-lambda and zig as the README installs them. The functions are built if they are not yet: after a change
# run `sam build` again, with the same --parameter-overrides.
set -euo pipefail
cd "$(dirname "$0")/../.."

case "$(uname -m)" in
arm64 | aarch64) architecture=arm64 ;;
*) architecture=x86_64 ;;
esac
parameters=(--parameter-overrides "Architecture=$architecture" "MailSenderAddress=no-reply@tongxing.example")

# Containers reach the machine at the bridge's own address; Docker Desktop leads them to the loopback interface.
host=127.0.0.1
if [ "$(uname -s)" = Linux ]; then
  host="$(docker network inspect bridge --format '{{range .IPAM.Config}}{{.Gateway}}{{end}}')"
  # Older engines do not tell.
  [ -n "$host" ] || host="$(ip -4 -o address show docker0 | sed 's/.*inet \([0-9.]*\).*/\1/')"
fi

# sam gives functions the keys and the region that it finds itself; nothing here is to meet a real account.
export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1
unset AWS_SESSION_TOKEN AWS_PROFILE

[ -f .aws-sam/build/template.yaml ] || sam build "${parameters[@]}"
cargo build --quiet --package local
cargo run --quiet --package local -- --in-memory --listen "$host:3000" --aws-listen "$host:4566" >/dev/null &
stack=$!
trap 'kill "$stack" 2>/dev/null || true' EXIT
until (exec 3<>"/dev/tcp/$host/3000") 2>/dev/null; do
  kill -0 "$stack"
  sleep 0.1
done

command="$1"
shift
[ "$command" != start-api ] || set -- --port 3001 "$@"
# SAM_LOCAL_OPTIONS: more for sam, such as --skip-pull-image.
# shellcheck disable=SC2086
sam local "$command" "$@" ${SAM_LOCAL_OPTIONS:-} --env-vars infra/local/sam-env.json \
  --add-host host.docker.internal:host-gateway "${parameters[@]}"
