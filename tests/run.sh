#!/usr/bin/env bash
# Builds everything and runs every test: tests/run.sh [Unit|E2E|Bench] [arguments for dotnet test]
# Installs what is missing where it may (apt as root or by sudo), starts a PostgreSQL and a Redis of its own and stops
# them again, and ends with one line that sums all projects.
set -Euo pipefail
export LC_ALL=C.UTF-8 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
only=""
case "${1:-}" in
  Unit|E2E|Bench) only=$1; shift ;;
  ""|-*) ;;
  *) echo "usage: tests/run.sh [Unit|E2E|Bench] [arguments for dotnet test]" >&2; exit 2 ;;
esac

temp="" redis_pid="" postgres_bin="" policy="" sudo=()
passed=0 failed=0 skipped=0

runs() { [ -z "$only" ] || [ "$only" = "$1" ]; }

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }

# Whatever happens: the servers stop, the folder goes, and the last line is the sum.
finish() {
  local status=$?
  trap - EXIT INT TERM HUP
  [ -n "$redis_pid" ] && kill "$redis_pid" 2>/dev/null && wait "$redis_pid" 2>/dev/null
  [ -n "$temp" ] && [ -f "$temp/postgres/data/postmaster.pid" ] && as_postgres "$postgres_bin/pg_ctl" -D "$temp/postgres/data" -m immediate -w stop >/dev/null 2>&1
  [ -n "$temp" ] && rm -rf "$temp"
  allow_services
  if [ "$status" -eq 0 ] && [ $((passed + failed)) -eq 0 ]; then
    echo "No test ran." >&2
    status=1
  fi
  if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
    failed=1 # what kept the tests from running, or from ending
  fi
  echo "$passed passed, $failed failed, $skipped skipped"
  exit "$status"
}
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

fail() { echo "$*" >&2; exit 1; }

# PostgreSQL refuses to run as root; its package brings a user that may.
as_postgres() {
  if [ "$(id -u)" -eq 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

find_postgres() {
  local dir
  for dir in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) $(dirname "$(command -v pg_ctl 2>/dev/null)" 2>/dev/null); do
    [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ] && { echo "$dir"; return; }
  done
}

find_chromium() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    [ -n "$name" ] && command -v "$name" && return
  done
}

find_nginx() {
  local name
  for name in "${NGINX:-}" nginx /usr/sbin/nginx; do
    [ -n "$name" ] && command -v "$name" && return
  done
}

has_fonts() { [ -n "$(find /usr/share/fonts -iname 'NotoSans-Regular*' -print -quit 2>/dev/null)" ] && [ -n "$(find /usr/share/fonts -iname 'NotoSansCJK*' -print -quit 2>/dev/null)" ]; }

has_pdf() { [ -n "$(find /usr/lib /lib -name 'libpangocairo-1.0.so.0' -print -quit 2>/dev/null)" ] && has_fonts && [ -n "$(find /usr/share/fonts -iname 'NotoSansMono-Regular*' -print -quit 2>/dev/null)" ] && [ -n "$(find /usr/share/fonts -iname 'NotoColorEmoji*' -print -quit 2>/dev/null)" ]; }

# The packages bring servers as services, nginx on port 80. The tests start their own, so those stay down.
forbid_services() {
  [ -e /usr/sbin/policy-rc.d ] && return
  policy=/usr/sbin/policy-rc.d
  printf '#!/bin/sh\nexit 101\n' | "${sudo[@]}" tee "$policy" >/dev/null && "${sudo[@]}" chmod +x "$policy"
}

allow_services() {
  [ -n "$policy" ] && "${sudo[@]}" rm -f "$policy"
  policy=""
}

install_missing() {
  local missing=() apt=(env DEBIAN_FRONTEND=noninteractive apt-get)
  [ -n "$(find_postgres)" ] || missing+=(postgresql)
  command -v redis-server >/dev/null || missing+=(redis-server)
  has_pdf || missing+=(libpangocairo-1.0-0 fonts-noto-core fonts-noto-mono fonts-noto-cjk fonts-noto-color-emoji)
  if runs Unit; then
    command -v pdftotext >/dev/null || missing+=(poppler-utils)
  fi
  if runs E2E; then
    [ -n "$(find_chromium)" ] || missing+=(chromium)
    [ -n "$(find_nginx)" ] || missing+=(nginx)
  fi
  if runs Unit || runs E2E; then
    command -v node >/dev/null || missing+=(nodejs)
    command -v npm >/dev/null || missing+=(npm)
  fi
  [ ${#missing[@]} -eq 0 ] && return

  [ "$(id -u)" -eq 0 ] || sudo=(sudo -n)
  command -v apt-get >/dev/null && "${sudo[@]}" true 2>/dev/null || fail "The tests need: ${missing[*]}. Install them (on Debian and Ubuntu: sudo apt-get install ${missing[*]}) and run this again."

  say "Installing ${missing[*]}"
  forbid_services
  apt=("${sudo[@]}" "${apt[@]}")
  if ! "${apt[@]}" install -y --no-install-recommends "${missing[@]}" >"$temp/apt.log" 2>&1; then
    "${apt[@]}" update >>"$temp/apt.log" 2>&1 && "${apt[@]}" install -y --no-install-recommends "${missing[@]}" >>"$temp/apt.log" 2>&1 ||
      { tail -n 30 "$temp/apt.log" >&2; fail "apt-get could not install ${missing[*]}."; }
  fi
  allow_services
}

free_port() {
  # The system picks a port that is free; it is free again when the descriptor is closed.
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

start_postgres() {
  [ -n "${CONVOWEB_TEST_POSTGRES:-}" ] && return
  postgres_bin=$(find_postgres)
  local dir="$temp/postgres" port attempt
  mkdir "$dir"
  if [ "$(id -u)" -eq 0 ]; then
    chmod 711 "$temp"
    chown postgres "$dir"
  fi
  as_postgres "$postgres_bin/initdb" -D "$dir/data" -A trust -U postgres -E UTF8 --locale=C.UTF-8 --no-sync >"$temp/initdb.log" 2>&1 ||
    { cat "$temp/initdb.log" >&2; fail "PostgreSQL could not make a database folder."; }
  for attempt in 1 2 3; do
    port=$(free_port)
    if as_postgres "$postgres_bin/pg_ctl" -D "$dir/data" -w -l "$dir/log" \
      -o "-p $port -k $dir -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=300 -c jit=off" start >/dev/null 2>&1; then
      export CONVOWEB_TEST_POSTGRES="postgres://postgres@127.0.0.1:$port/postgres"
      return
    fi
  done
  cat "$dir/log" >&2
  fail "PostgreSQL did not start."
}

start_redis() {
  [ -n "${CONVOWEB_TEST_REDIS:-}" ] && return
  local port attempt try
  for attempt in 1 2 3; do
    port=$(free_port)
    redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no --dir "$temp" >"$temp/redis.log" 2>&1 &
    redis_pid=$!
    for try in $(seq 100); do
      if [ "$(redis-cli -p "$port" ping 2>/dev/null)" = PONG ] && kill -0 "$redis_pid" 2>/dev/null; then
        export CONVOWEB_TEST_REDIS="redis://127.0.0.1:$port/0"
        return
      fi
      kill -0 "$redis_pid" 2>/dev/null || break
      sleep 0.05
    done
    kill "$redis_pid" 2>/dev/null; wait "$redis_pid" 2>/dev/null; redis_pid=""
  done
  cat "$temp/redis.log" >&2
  fail "Redis did not start."
}

# The numbers of one project's result file, added to the sum.
add_up() {
  local trx=$1 counters total executed ok
  [ -s "$trx" ] || return 1
  counters=$(grep -o '<Counters [^>]*>' "$trx" | head -n 1)
  total=$(sed -n 's/.* total="\([0-9]*\)".*/\1/p' <<<"$counters")
  executed=$(sed -n 's/.* executed="\([0-9]*\)".*/\1/p' <<<"$counters")
  ok=$(sed -n 's/.* passed="\([0-9]*\)".*/\1/p' <<<"$counters")
  [ -n "$total" ] && [ -n "$executed" ] && [ -n "$ok" ] || return 1
  passed=$((passed + ok)) failed=$((failed + executed - ok)) skipped=$((skipped + total - executed))
}

run_tests() {
  local project=$1 status before; shift
  local trx="$temp/$project.trx"
  say "Tests: $project"
  before=$failed
  dotnet test "$root/tests/$project/$project.csproj" -c Release --no-build --results-directory "$temp" \
    --logger "trx;LogFileName=$project.trx" --logger "console;verbosity=minimal" "$@"
  status=$?
  if ! add_up "$trx" || { [ "$status" -ne 0 ] && [ "$failed" -eq "$before" ]; }; then
    echo "tests/$project ended with status $status before all of its tests did." >&2
    failed=$((failed + 1))
  fi
}

run_bench() {
  say "Bench: a smoke run"
  if dotnet run -c Release --no-build --project "$root/tests/Bench" -- all --smoke; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
  fi
}

command -v dotnet >/dev/null || fail "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0"
(cd "$root" && dotnet --version >/dev/null 2>&1) || fail "The .NET 10 SDK is missing ($(dotnet --list-sdks | tail -n 1) is there): https://dotnet.microsoft.com/download/dotnet/10.0"

temp=$(mktemp -d "${TMPDIR:-/tmp}/convoweb-run-XXXXXX")
install_missing

if [ -z "${CONVOWEB_SAMPLES:-}" ] && [ -d "$root/../shared/data" ]; then
  CONVOWEB_SAMPLES=$(cd "$root/../shared/data" && pwd -P)
  export CONVOWEB_SAMPLES
fi
[ -n "${CONVOWEB_SAMPLES:-}" ] || echo "CONVOWEB_SAMPLES is not set: the tests over real export files are skipped."
CHROMIUM=$(find_chromium) && export CHROMIUM
NGINX=$(find_nginx) && export NGINX

say "Build"
cd "$root" || exit 1
what=ConvoWeb.sln
[ -n "$only" ] && what="tests/$only/$only.csproj"
dotnet build -c Release "$what" -nologo -v quiet -clp:NoSummary || fail "The build failed."

say "Format"
dotnet format whitespace --verify-no-changes --folder . || fail "Run: dotnet format whitespace --folder ."
if [ -z "$only" ]; then
  dotnet format style --verify-no-changes --no-restore ConvoWeb.sln || fail "Run: dotnet format style ConvoWeb.sln"
fi

start_postgres
start_redis
mkdir "$temp/tests"
export TMPDIR="$temp/tests" # what a test that was killed leaves behind goes with the rest
if runs Unit; then run_tests Unit "$@"; fi
if runs E2E; then run_tests E2E "$@"; fi
if runs Bench; then run_bench; fi
[ "$failed" -eq 0 ]
