#!/usr/bin/env bash
# Copies the pictures that the README shows from a folder of screenshots to another folder.
set -euo pipefail
from=$1 to=$2
mkdir -p "$to"
for name in ask.zh-Hans.800x1280.js ask.en.360x640.js ask.en.1280x800.js cards.zh-Hans.800x1280 drill-multiple-choice-answered.zh-Hans.360x740 drill-matching.en.800x1280 \
  daily.zh-Hans.360x740 path.en.360x740.dark team-heat.en.1280x800; do
  cp "$from/$name.png" "$to/"
done
