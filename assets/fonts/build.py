#!/usr/bin/env python3
"""Makes the font files beside this script.

    pip install fonttools brotli
    npm pack inter-ui@4.1.1 @phosphor-icons/web@2.1.2      (unpack both)
    python3 build.py PATH/TO/InterVariable.woff2 PATH/TO/phosphor/src/regular/

The window's toolkit cannot switch font features, and figures stand in columns everywhere in
this program: so the tabular figures take the place of the proportional ones in the character
map. Contextual alternates go, since they would join "->" into an arrow while a person types.
"""
import re
import sys

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

WEIGHTS = {"Regular": 400, "Medium": 550, "Bold": 650}
TEXT = [
    *range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x400, 0x530),
    *range(0x2010, 0x2028), *range(0x202F, 0x203B), 0x2009, 0x20AC, 0x20BD, 0x2116, 0x2122,
    *range(0x2190, 0x2194), 0x21BB, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x2318, 0x23CE,
    0x25B2, 0x25BC, 0x25CB, 0x25CF, 0x26A0, 0x2713, 0x2717, 0xFFFD,
]
ICONS = """
users user user-plus calendar-blank calendar-plus receipt list-bullets tag arrows-down-up
arrows-clockwise gear magnifying-glass plus check clock warning warning-circle question x
caret-down caret-right caret-left caret-up cloud-check cloud-slash paw-print first-aid-kit
sign-out trash pencil-simple eye eye-slash info lock paper-plane-tilt hourglass
gender-male gender-female phone envelope-simple map-pin plugs keyboard copy printer
file-text chart-bar arrow-counter-clockwise floppy-disk link warning-octagon currency-rub
""".split()
# Signs that Inter lacks, drawn by an icon.
SIGNS = {0x25F7: "clock", 0x2640: "gender-female", 0x2642: "gender-male", 0x2315: "magnifying-glass"}


def cut(font, unicodes, out):
    options = subset.Options()
    options.layout_features = ["kern", "mark", "mkmk", "ccmp"]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    job = subset.Subsetter(options)
    job.populate(unicodes=unicodes)
    job.subset(font)
    font.flavor = None
    font.save(out)


def tabular(font):
    tables = [record.Feature for record in font["GSUB"].table.FeatureList.FeatureRecord if record.FeatureTag == "tnum"]
    lookup = font["GSUB"].table.LookupList.Lookup[tables[0].LookupListIndex[0]].SubTable[0]
    mapping = getattr(lookup, "ExtSubTable", lookup).mapping
    for table in font["cmap"].tables:
        for code in range(ord("0"), ord("9") + 1):
            if code in table.cmap:
                table.cmap[code] = mapping.get(table.cmap[code], table.cmap[code])


def main(inter, phosphor):
    for name, weight in WEIGHTS.items():
        font = instancer.instantiateVariableFont(TTFont(inter), {"wght": weight, "opsz": 14}, inplace=False)
        tabular(font)
        cut(font, TEXT, f"Inter-{name}.ttf")
    css = open(f"{phosphor}/style.css", encoding="utf-8").read()
    codes = {name: int(code, 16) for name, code in re.findall(r'\.ph-([\w-]+):before \{\s*content: "\\([0-9a-f]+)"', css)}
    font = TTFont(f"{phosphor}/Phosphor.ttf")
    for table in font["cmap"].tables:
        table.cmap.update({sign: table.cmap[codes[icon]] for sign, icon in SIGNS.items() if codes[icon] in table.cmap})
    cut(font, [codes[name] for name in ICONS] + list(SIGNS), "Phosphor.ttf")
    for name in ICONS:
        print(f'{name} \\u{{{codes[name]:x}}}')


main(*sys.argv[1:])
