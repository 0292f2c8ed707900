#!/usr/bin/env bash
# Makes DejaVuSans.ttf in this folder: the subset of DejaVu Sans that PNG and PDF plots are set in.
# It needs Debian's fonts-dejavu-core and python3-fonttools; the same input gives the same bytes.
set -euo pipefail
cd "$(dirname "$0")"

# Latin with its accents, Greek, Cyrillic, punctuation, super- and subscripts, arrows, and the
# mathematics and marks that a label may hold.
unicodes=U+0020-007E,U+00A0-017F,U+0192,U+0391-03C9,U+0400-045F,U+1E00-1EFF,U+2010-2027,U+2030-203A
unicodes+=,U+2070-209C,U+20AC,U+2190-2195,U+21D0-21D4,U+2200-2265,U+25A0-25CF,U+2605,U+2606,U+26A0,U+FFFD

/usr/bin/python3 -m fontTools.subset /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf \
  --unicodes="$unicodes" --no-hinting --layout-features="" --drop-tables+=FFTM \
  --name-IDs=0,1,2,3,4,5,6,13,14 --notdef-outline --no-recalc-timestamp --output-file=DejaVuSans.ttf
