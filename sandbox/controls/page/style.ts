// The look of the controls: system fonts, light and dark, two columns, one on a phone.

export const STYLE = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f4f5f7, #15171b);
  --card: light-dark(#ffffff, #1e2126);
  --line: light-dark(#dfe3e8, #343a42);
  --text: light-dark(#1c2430, #e8ebef);
  --soft: light-dark(#586474, #a3adba);
  --link: light-dark(#0b57c4, #8ab8ff);
  --button: light-dark(#14305c, #8ab8ff);
  --on-button: light-dark(#ffffff, #101418);
  --good: light-dark(#0b6b3a, #7fdca6);
  --good-bg: light-dark(#e2f5ea, #15362a);
  --bad: light-dark(#a3180f, #ff9d94);
  --bad-bg: light-dark(#fdeae8, #43201d);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
.wrap { max-width: 1160px; margin: 0 auto; padding: 0 20px; }
header { background: #14305c; color: #fff; padding: 14px 0; }
header .wrap { display: flex; flex-wrap: wrap; gap: 2px 18px; align-items: baseline; }
header p { margin: 0; }
.brand a { color: #fff; font-weight: 650; font-size: 17px; text-decoration: none; }
.stand-in { color: #c9d8f2; font-size: 14px; }
main { padding-top: 22px !important; padding-bottom: 60px !important; }
a { color: var(--link); }
h1 { font-size: 24px; line-height: 1.25; margin: 6px 0 2px; }
h2 { font-size: 17px; margin: 0 0 10px; }
h2 small { font-weight: 400; margin-left: 4px; }
h3 { font-size: 14px; margin: 14px 0 4px; font-weight: 600; }
small, .hint { color: var(--soft); font-size: 13px; }
.hint { margin: 10px 0 0; }
ul.hint { margin: 2px 0 0; padding-left: 18px; }
.lead { margin: 4px 0 18px; max-width: 46rem; }
code { font: 13px ui-monospace, SFMono-Regular, Menlo, monospace; overflow-wrap: anywhere; }
section { margin: 0 0 18px; }
.columns { display: grid; grid-template-columns: 1.35fr 1fr; gap: 18px; align-items: start; }
.column { min-width: 0; }
.card, .empty, .said, table { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.card { padding: 16px 18px; margin: 0 0 18px; }
.empty { padding: 26px 18px; color: var(--soft); margin: 0 0 18px; }
.said { padding: 14px 18px; margin: 0 0 18px; scroll-margin-top: 12px; }
.said h2 { margin: 0 0 4px; font-size: 15px; }
.said p { margin: 2px 0; overflow-wrap: anywhere; }
.said.good { background: var(--good-bg); border-color: var(--good); }
.said.good h2 { color: var(--good); }
.said.bad { background: var(--bad-bg); border-color: var(--bad); }
.said.bad h2 { color: var(--bad); }
table { width: 100%; border-collapse: separate; border-spacing: 0; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 9px 14px; border-top: 1px solid var(--line); }
thead th { border-top: 0; font-size: 13px; color: var(--soft); font-weight: 600; }
tbody th { font-weight: 600; overflow-wrap: anywhere; }
td small { display: block; }
.number { white-space: nowrap; }
.actions { text-align: right; white-space: nowrap; }
.actions form { display: inline-block; margin-left: 6px; }
.pair, .triple { display: grid; gap: 0 14px; grid-template-columns: 1fr 1fr; }
.triple { grid-template-columns: 1.2fr 1.2fr .6fr; }
.field { margin: 0 0 12px; min-width: 0; }
.field label { display: block; font-size: 13px; font-weight: 550; margin: 0 0 3px; }
.check { margin: 0 0 8px; display: flex; gap: 8px; align-items: center; }
.check label { font-size: 14px; }
input[type=checkbox] { width: 18px; height: 18px; margin: 0; }
select, input[type=number] { width: 100%; min-height: 40px; padding: 7px 10px; font: inherit; color: var(--text); background: var(--page); border: 1px solid var(--line); border-radius: 7px; }
button { min-height: 40px; padding: 7px 16px; font: inherit; font-weight: 600; color: var(--on-button); background: var(--button); border: 1px solid var(--button); border-radius: 7px; cursor: pointer; }
button:hover { opacity: .88; }
button.small { min-height: 32px; padding: 3px 10px; font-size: 13px; color: var(--link); background: transparent; border-color: var(--line); }
a:focus-visible, summary:focus-visible, button:focus-visible, select:focus-visible, input:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
dl { margin: 0; }
dl div { padding: 8px 0; border-top: 1px solid var(--line); }
dt { font-weight: 600; }
dd { margin: 0; color: var(--soft); }
summary { cursor: pointer; font-weight: 600; }
.card > form + form { margin-top: 16px; }
.card ul, .history { margin: 6px 0 12px; padding-left: 18px; }
.history li { overflow-wrap: anywhere; }
.history .bad { color: var(--bad); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 860px) { .columns { grid-template-columns: minmax(0, 1fr); gap: 0; } }
@media (max-width: 700px) {
  .wrap { padding: 0 14px; }
  .pair, .triple { grid-template-columns: minmax(0, 1fr); }
  .card > form > button { width: 100%; }
  table, tbody, tr, th, td { display: block; width: auto; }
  thead { display: none; }
  tbody tr { padding: 10px 14px; border-top: 1px solid var(--line); }
  tbody tr:first-child { border-top: 0; }
  tbody th, td { border: 0; padding: 1px 0; }
  td { display: flex; justify-content: space-between; gap: 14px; text-align: right; }
  td::before { content: attr(data-label); color: var(--soft); text-align: left; }
  td.actions { justify-content: flex-end; padding-top: 6px; }
  td.actions:not(:has(form)) { display: none; }
}
`;
