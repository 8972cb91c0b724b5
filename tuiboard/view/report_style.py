"""How a report looks as a page: in a browser, light or dark, on a telephone, and on paper."""

PAGE = """<!DOCTYPE html>
<html lang="en" class="$kind">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>$title</title>
<style>$style</style>
</head>
<body>
<main>
<header>
$board
<h1>$heading</h1>
<p class="meta">$meta</p>
<p class="lead">$lead</p>
</header>
$sections
<footer>
$foot
</footer>
</main>
</body>
</html>
"""

_COLOURS = """--ground:#fff;--sheet:#f6f7f9;--rule:#dde1e8;--text:#1d2330;--dim:#5a6274;--blue:#2456b8;--teal:#0b6a86;
--violet:#6f3fb5;--orange:#b04a00;--green:#2f6b1a;--amber:#8a5a00;--red:#b3213f;--grey:#68707f;--hatch:#fff"""
_DARK = """--ground:#14171d;--sheet:#1d222b;--rule:#363d4a;--text:#e6e9f0;--dim:#a3abbb;--blue:#82aaff;--teal:#5cc8dd;
--violet:#c3a0f5;--orange:#ff9e64;--green:#9bcf7a;--amber:#e6b450;--red:#ff7a93;--grey:#98a1b3;--hatch:#14171d"""

STYLE = (
    ":root{" + _COLOURS + "}\n@media screen and (prefers-color-scheme:dark){:root{" + _DARK + "}}\n"
    """*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--text);
font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:50rem;margin:0 auto;padding:2.5rem 1.25rem 3rem}
header{border-bottom:2px solid var(--blue);margin-bottom:2rem}
h1{font-size:2rem;line-height:1.2;margin:0 0 .35rem;letter-spacing:-.01em}
h2{font-size:1.25rem;line-height:1.3;margin:2.4rem 0 .7rem}
h2,p,li,td,figcaption{overflow-wrap:anywhere}
p,ul{margin:.6rem 0}
.board{color:var(--blue);font-weight:600;margin:0 0 .3rem}
.meta,.dim,.unit,footer,.sentence,summary{color:var(--dim)}
.meta{margin:0}
.lead{font-size:1.2rem;line-height:1.5;margin:1.1rem 0 1.5rem}
.strong{font-weight:650;margin-bottom:.2rem}
.strong+p,.strong+ul{margin-top:.2rem}
.warning{border-left:4px solid var(--amber);background:var(--sheet);padding:.6rem .9rem}
ul.list{padding-left:1.15rem}
ul.list li{margin:.35rem 0;padding-left:.15rem}
ul.list li::marker{color:var(--blue)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.8rem;margin:.8rem 0}
.figure{background:var(--sheet);border:1px solid var(--rule);border-radius:.5rem;padding:.8rem 1rem}
.figure .name{color:var(--dim);font-size:.9rem;margin:0}
.figure .value{font-size:1.45rem;font-weight:650;line-height:1.25;margin:.1rem 0 .3rem;
font-variant-numeric:tabular-nums}
.figure .sentence{font-size:.92rem;margin:0;line-height:1.45}
.rag{display:inline-block;border:2px solid currentcolor;border-radius:1rem;padding:.05rem .6rem .05rem .45rem;
font-size:.85rem;font-weight:650;vertical-align:.15em;white-space:nowrap}
.rag::before{content:"";display:inline-block;width:.65em;height:.65em;margin-right:.4em;background:currentcolor}
.rag.green{color:var(--green)}.rag.green::before{border-radius:50%}
.rag.amber{color:var(--amber)}.rag.amber::before{transform:rotate(45deg) scale(.85)}
.rag.red{color:var(--red)}
.rag.unknown{color:var(--grey)}.rag.unknown::before{background:none;border:2px solid currentcolor;border-radius:50%}
.table{overflow-x:auto;margin:.8rem 0}
table{border-collapse:collapse;width:100%;font-size:.93rem;line-height:1.4}
th,td{text-align:left;vertical-align:top;padding:.45rem .9rem .45rem 0;border-bottom:1px solid var(--rule)}
th{color:var(--dim);font-weight:600;font-size:.85rem;border-bottom-width:2px}
td{overflow-wrap:break-word}
.s{white-space:nowrap}
.rest{white-space:nowrap}
.value .rest{font-size:1rem;font-weight:400}
td .rag{font-size:.8rem;padding:0 .5em 0 .4em;border-width:1.5px}
th:last-child,td:last-child{padding-right:0}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
figure{margin:1.4rem 0}
figcaption{font-weight:650;margin-bottom:.3rem}
.unit{font-weight:400;font-size:.9rem}
svg{display:block;width:100%;height:auto;overflow:visible;font-size:12.5px;
font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
svg text{fill:var(--dim)}
svg .y,svg .word{text-anchor:end}
svg .bar,svg .mark{text-anchor:middle}
svg .bar{fill:var(--text)}
svg .word{fill:var(--text);font-weight:600;paint-order:stroke;stroke:var(--ground);stroke-width:4px;
stroke-linejoin:round}
svg .mark{font-weight:700}
.grid{stroke:var(--rule)}
.axis{stroke:var(--dim)}
.level{stroke:var(--text);stroke-dasharray:7 4;stroke-width:1.3}
.line{fill:none;stroke-width:2.5;stroke-linejoin:round;stroke-linecap:round}
.dash1{stroke-dasharray:8 6}.dash2{stroke-dasharray:2 5}.dash3{stroke-dasharray:12 5 2 5}
.point{fill-opacity:.7;stroke:var(--ground)}
.hatch{stroke:var(--hatch);stroke-width:1.6;stroke-opacity:.75;fill:none}
"""
    + "".join(
        f".fill.{hue},.point.{hue},svg .mark.{hue}{{fill:var(--{hue})}}.line.{hue}{{stroke:var(--{hue})}}"
        f".chip.{hue}{{color:var(--{hue})}}\n"
        for hue in ("blue", "teal", "violet", "orange", "green", "amber", "red", "grey")
    )
    + """.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;padding:0;margin:.3rem 0;font-size:.9rem}
.chip{display:inline-block;min-width:1.5em;margin-right:.45em;padding:0 .3em;border:2px solid currentcolor;
border-radius:.3em;font-weight:700;font-size:.85em;line-height:1.35;text-align:center}
.says{margin:.5rem 0 0}
details{margin-top:.5rem;font-size:.92rem}
summary{cursor:pointer}
footer{margin-top:3rem;border-top:1px solid var(--rule);padding-top:1rem;font-size:.85rem}
footer code{display:block;overflow-wrap:anywhere;background:var(--sheet);border:1px solid var(--rule);
border-radius:.3rem;padding:.35rem .6rem;margin:.3rem 0;color:var(--text);
font:.95em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
@media screen and (max-width:38rem){
main{padding:1.4rem 1rem 2rem}
h1{font-size:1.6rem}
.lead{font-size:1.08rem}
svg{font-size:21px}
svg .odd,svg .bar{display:none}
.rows thead{display:none}
.rows tr{display:block;border:1px solid var(--rule);border-radius:.5rem;padding:.4rem .8rem;margin:.7rem 0}
.rows td{display:flex;justify-content:space-between;gap:1rem;border:0;padding:.2rem 0;text-align:right;
white-space:normal}
.rows td::before{content:attr(data-name);color:var(--dim);text-align:left;flex:none}
.rows td:empty{display:none}
.rows td:first-child{justify-content:flex-start;font-weight:650}
.rows td:first-child::before{content:none}
}
@media print{
@page{size:A4;margin:12mm 15mm}
html{font-size:9.5pt}
body{line-height:1.4}
main{max-width:none;padding:0}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
figure,.figure,.warning,tr,li,footer,header{break-inside:avoid}
h2,.strong,figcaption,thead{break-after:avoid}
thead{display:table-header-group}
header{margin-bottom:1.1rem}
h1{font-size:1.9rem}
h2{font-size:1.2rem;margin:1.4rem 0 .4rem}
.lead{font-size:1.15rem;margin:.6rem 0 .9rem}
p,ul{margin:.4rem 0}
ul.list li{margin:.2rem 0}
.figures{gap:.6rem}
.figure{padding:.5rem .8rem}
.table{overflow:visible}
table{font-size:.88rem}
th,td{padding:.28rem .7rem .28rem 0}
details{display:none}
figure{max-width:15.5cm;margin:1rem 0}
footer{margin-top:1.4rem;padding-top:.6rem}
footer p{margin:.2rem 0}
footer code{display:inline;border:0;padding:0;background:none}
html.exec{font-size:8.4pt}
.exec h2{margin-top:1rem}
.exec footer{margin-top:.8rem}
.exec header{margin-bottom:.8rem}
}
"""
)
