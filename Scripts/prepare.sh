# Sourced by samples/quickstart and Tests/run: makes sure of the toolchain and installs what is missing.
# shellcheck shell=bash

say() { printf '%s\n' "$@" >&2; }

require_swift() {
  local version
  version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | head -n 1)
  if [ -z "$version" ]; then
    say "Swift is not installed. muster needs Swift 6.2 or later: https://www.swift.org/install"
    exit 2
  fi
  # shellcheck disable=SC2086
  set -- $version
  if [ "$1" -lt 6 ] || { [ "$1" -eq 6 ] && [ "$2" -lt 2 ]; }; then
    say "This is Swift $1.$2. muster needs Swift 6.2 or later: https://www.swift.org/install"
    exit 2
  fi
}

# Installs Debian packages that are missing, as root or through sudo; else prints the one command and ends with 2.
install_apt() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  say "Installing ${missing[*]}"
  local command="apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y ${missing[*]}"
  if [ "$(id -u)" -eq 0 ]; then
    sh -c "$command" >/dev/null || { say "That failed. Run it by hand: $command"; exit 2; }
  elif sudo -n true 2>/dev/null; then
    sudo -n sh -c "$command" >/dev/null || { say "That failed. Run it by hand: sudo sh -c '$command'"; exit 2; }
  else
    say "These packages are missing. Run: sudo sh -c '$command'"
    exit 2
  fi
}

install_brew() {
  command -v brew >/dev/null || { say "Homebrew is missing: https://brew.sh"; exit 2; }
  local missing=() formula
  for formula in "$@"; do
    brew list --formula "$formula" >/dev/null 2>&1 || missing+=("$formula")
  done
  if [ ${#missing[@]} -gt 0 ]; then
    say "Installing ${missing[*]}"
    brew install "${missing[@]}" >/dev/null || { say "Run it by hand: brew install ${missing[*]}"; exit 2; }
  fi
  # Homebrew does not link what macOS has in an older version, so pkg-config has to be shown to it.
  local prefix
  prefix=$(brew --prefix)
  export PKG_CONFIG_PATH="$prefix/opt/curl/lib/pkgconfig:$prefix/opt/sqlite/lib/pkgconfig:$prefix/opt/libxml2/lib/pkgconfig:$prefix/opt/libarchive/lib/pkgconfig:${PKG_CONFIG_PATH:-}"
}

# install_libraries [more Debian packages]
install_libraries() {
  case "$(uname -s)" in
    Darwin) install_brew pkgconf curl sqlite libxml2 libarchive libmicrohttpd ;;
    *)
      if ! command -v apt-get >/dev/null; then
        say "Install the development packages of libcurl, SQLite, libxml2, libarchive, zlib and libmicrohttpd, and pkg-config."
        return
      fi
      install_apt pkg-config libcurl4-openssl-dev libsqlite3-dev libxml2-dev libarchive-dev zlib1g-dev libmicrohttpd-dev "$@"
      ;;
  esac
}
