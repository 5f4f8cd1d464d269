#!/bin/sh
# Installs Keycloak from Maven Central below the cache folder and prints where it lies. Quick and silent when it is there.
# Usage: test/servers/install-keycloak.sh            (needs Java 17 or later, mvn, and unzip or jar)
set -eu

version=26.7.0
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
cache=${FRONTDESK_CACHE:-$root/.cache}
home=$cache/keycloak-$version

if [ -f "$home/bin/kc.sh" ] && [ -f "$home/.complete" ]; then
  echo "$home"
  exit 0
fi

for tool in java mvn; do
  command -v "$tool" >/dev/null 2>&1 || { echo "install-keycloak: $tool is missing" >&2; exit 3; }
done

mkdir -p "$cache"
work=$(mktemp -d "$cache/keycloak-install.XXXXXX")
trap 'rm -rf "$work"' EXIT

mvn -B -ntp -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
  "-Dartifact=org.keycloak:keycloak-quarkus-dist:$version:zip" "-DoutputDirectory=$work" -Dmdep.useBaseVersion=true >&2

if command -v unzip >/dev/null 2>&1; then
  unzip -q "$work/keycloak-quarkus-dist-$version.zip" -d "$work"
else
  (cd "$work" && jar xf "keycloak-quarkus-dist-$version.zip" && chmod +x "keycloak-$version"/bin/*.sh)
fi

touch "$work/keycloak-$version/.complete"
rm -rf "$home"
mv "$work/keycloak-$version" "$home"
echo "$home"
