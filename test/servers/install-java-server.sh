#!/bin/sh
# Installs one of the Java servers below this folder (a pom.xml, sometimes a launcher) from Maven Central into the cache folder
# and prints where it lies. Quick and silent when it is there as its folder says now.
# Usage: test/servers/install-java-server.sh dynamodb-local|elasticmq            (needs a JDK of 17 or later, and mvn)
set -eu

name=${1:?which server?}
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
cache=${FRONTDESK_CACHE:-$here/../../.cache}
home=$cache/$name

# The recipe is copied last: a home without it, or with another one, is not whole.
if diff -r "$here/$name" "$home/recipe" >/dev/null 2>&1; then
  echo "$home"
  exit 0
fi

for tool in javac mvn; do
  command -v "$tool" >/dev/null 2>&1 || { echo "install-java-server: $tool is missing" >&2; exit 3; }
done

mkdir -p "$cache"
work=$(mktemp -d "$cache/$name-install.XXXXXX")
trap 'rm -rf "$work"' EXIT

# -C: a file whose checksum is wrong is refused.
mvn -B -C -ntp -q -f "$here/$name/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
  "-DoutputDirectory=$work/lib" >&2
for launcher in "$here/$name"/*.java; do
  [ ! -e "$launcher" ] || javac -cp "$work/lib/*" -d "$work/lib" "$launcher" >&2
done

cp -r "$here/$name" "$work/recipe"
rm -rf "$home"
mv "$work" "$home"
echo "$home"
