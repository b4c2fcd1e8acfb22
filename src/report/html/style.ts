/** The style of the status page: one small sheet, inline, nothing loaded. The pages' Content-Security-Policy allows it by its hash. */

/**
 * Colours come in pairs of text and ground with a contrast of at least 4.5 : 1 in both schemes, and every state has a
 * sign and its word besides. Narrow screens show a row as a card; the cells' labels then come from here.
 */
export const STYLE = `
:root{color-scheme:light dark;--fg:#1b2025;--dim:#545e68;--bg:#fff;--card:#f6f7f9;--line:#cfd5db;--link:#0b57d0;
--bad:#8f1717;--bad-bg:#fde8e8;--warn:#6f3c00;--warn-bg:#fff0d9;--odd:#54308c;--odd-bg:#f1e9fc;
--old:#434e58;--old-bg:#e7ebef;--good:#125a29;--good-bg:#e2f4e7}
@media (prefers-color-scheme:dark){:root{--fg:#e6e9ec;--dim:#a9b3bc;--bg:#13171b;--card:#1c2228;--line:#3a434c;
--link:#8ab4f8;--bad:#ffb9b1;--bad-bg:#521713;--warn:#ffd399;--warn-bg:#4a340f;--odd:#dcc8ff;--odd-bg:#3a2858;
--old:#c8d0d7;--old-bg:#303941;--good:#a3dfb0;--good-bg:#163b20}}
*{box-sizing:border-box}
body{margin:0 auto;padding:0 1rem 2rem;max-width:100rem;background:var(--bg);color:var(--fg);
font:1rem/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
header{display:flex;flex-wrap:wrap;align-items:baseline;gap:.25rem 1.5rem;padding:1rem 0 .5rem;border-bottom:1px solid var(--line)}
h1{margin:0;font-size:1.25rem}h2{margin:1.75rem 0 .5rem;font-size:1.1rem}p{margin:0}
nav{display:flex;flex-wrap:wrap;gap:0 1.25rem}nav a,form a{padding:.35rem 0}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip:not(:focus){position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.asof{display:flex;flex-wrap:wrap;align-items:baseline;gap:.25rem 1.5rem;margin-top:.5rem;color:var(--dim);font-size:.92rem}
.asof nav{align-items:baseline;gap:0 .75rem}.asof a[aria-current]{font-weight:600;color:inherit;text-decoration:none}
.demo{margin:.75rem 0 0;padding:.5rem 1rem;font-weight:600;color:var(--odd);background:var(--odd-bg)}
:target{outline:2px solid var(--link);outline-offset:4px}
.verdict{margin:1rem 0;padding:.75rem 1rem;border-left:.35rem solid;border-radius:.25rem;font-size:1.15rem;font-weight:600}
small,.dim{color:var(--dim);font-size:.85em}
b,.verdict{color:var(--old);background:var(--old-bg)}
b{padding:.1em .55em;border-radius:1em;font-size:.85em;white-space:nowrap}
b::before{margin-right:.35em}
.down,.failed,.missing{color:var(--bad);background:var(--bad-bg)}
.degraded,.soon{color:var(--warn);background:var(--warn-bg)}
.unknown{color:var(--odd);background:var(--odd-bg)}
.up,.ok{color:var(--good);background:var(--good-bg)}
b.down::before,b.failed::before{content:"\\2715";content:"\\2715"/""}
b.missing::before,b.unknown::before{content:"?";content:"?"/""}
b.stale::before,b.waiting::before{content:"\\25CC";content:"\\25CC"/""}
b.degraded::before,b.soon::before{content:"\\25B2";content:"\\25B2"/""}
b.inactive::before{content:"\\2013";content:"\\2013"/""}
b.up::before,b.ok::before{content:"\\25CF";content:"\\25CF"/""}
.counts,.problems{list-style:none;margin:1rem 0;padding:0;display:flex;flex-wrap:wrap;gap:.5rem}
.counts a{display:flex;align-items:center;gap:.6rem;min-height:2.75rem;padding:.3rem .9rem;border:1px solid var(--line);
border-radius:.5rem;background:var(--card);color:inherit;text-decoration:none}
.counts a:hover{border-color:var(--link)}.counts a[aria-current]{border-color:var(--link);box-shadow:inset 0 0 0 1px var(--link)}
.counts span{font-size:1.3rem;font-weight:600}
.problems{flex-direction:column}
.pager{margin:.5rem 0;color:var(--dim)}.pager span{padding:.35rem 0}.pager a{padding:.35rem .5rem}
form{display:flex;flex-wrap:wrap;align-items:end;gap:.5rem 1rem;margin:1.75rem 0 0}
form p{display:grid}label{font-size:.85rem;color:var(--dim)}
select,input,button{font:inherit;font-size:1rem;min-height:2.5rem;padding:.25rem .6rem;max-width:100%;color:var(--fg);background:var(--card);
border:1px solid var(--dim);border-radius:.35rem}
button{cursor:pointer;padding:.25rem 1.2rem}
code{font:.85em ui-monospace,"DejaVu Sans Mono",Menlo,monospace;color:var(--dim)}
table{width:100%;border-collapse:collapse;font-size:.92rem}
caption{padding:0 0 .4rem;text-align:left;color:var(--dim);font-size:.85rem}
th,td{padding:.4rem .75rem .4rem 0;text-align:left;vertical-align:top}
thead th{border-bottom:2px solid var(--line);color:var(--dim);font-size:.85rem;white-space:nowrap}
tbody{border-bottom:1px solid var(--line)}
tbody th{font-weight:600}tbody th code,td span,tbody th span,td small{display:block}
tr+tr td,tr+tr th{padding-top:0;font-weight:400}
tr+tr td:first-child,tr+tr th{padding-left:1rem}
@media (min-width:64.01rem),print{.c th:first-child{width:10rem}.c th:nth-child(2){width:24%}.c td:nth-child(4){width:11.5rem}.c td:nth-child(8){width:8.5rem}
td{overflow-wrap:break-word}td:last-child:not(:nth-child(7)),.c td:nth-child(5){white-space:nowrap}}
footer{margin-top:2rem;color:var(--dim);font-size:.85rem}
@media screen and (max-width:64rem){
table,caption,tbody{display:block}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tbody{margin:.6rem 0;padding:.6rem .75rem;border:1px solid var(--line);border-radius:.5rem;background:var(--card)}
tr{display:flex;flex-wrap:wrap;align-items:baseline;gap:.2rem 1rem}
tr+tr{margin-top:.5rem;padding-top:.5rem;border-top:1px solid var(--line)}
th,td,tr+tr td:first-child,tr+tr th{padding:0}
tbody th{flex:1 1 60%}
td:empty{display:none}td span,tbody th span,td:first-child small{display:inline}
form p{flex:1 1 8rem}.verdict{font-size:1rem}
td::before{color:var(--dim);font-size:.85em}
td p{display:inline}td p+p::before{content:"; "}
.c td:nth-child(3)::before,.g td:nth-child(3)::before{content:"in "}
.c td:nth-child(4)::before{content:"IPsec "}
.c td:nth-child(5)::before{content:"BGP "}
.c td:nth-child(6)::before{content:"Health check "}
.c td:nth-child(7)::before,.g td:nth-child(7)::before{content:"Reason "}
.c td:nth-child(8)::before{content:"Failed "}
.c td:nth-child(9)::before,.g td:nth-child(8)::before{content:"Seen "}
.c td:nth-child(7),.g td:nth-child(7),.t td:nth-child(7){flex-basis:100%}
.g td:nth-child(4)::before{content:"Status "}
.g td:nth-child(5)::before{content:"Business status "}
.g td:nth-child(6)::before{content:"Ends "}
.t td:nth-child(4)::before{content:"Last success "}
.t td:nth-child(5)::before{content:"Next poll "}
.t td:nth-child(6)::before{content:"Polls "}
.t td:nth-child(7)::before{content:"Last error "}
}
@media print{
:root{color-scheme:light;--fg:#000;--dim:#333;--bg:#fff;--card:#fff;--line:#999;--link:#000}
@page{size:landscape;margin:1cm}
body{max-width:none;padding:0;font-size:9pt}
nav,form,.skip{display:none}
table{font-size:8pt}tbody{break-inside:avoid}
b,.verdict{print-color-adjust:exact}
}
`.trim();
