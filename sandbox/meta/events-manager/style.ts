// The look of the practice Events Manager: system fonts, light and dark, one column on a phone.

export const STYLE = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f4f5f7, #15171b);
  --card: light-dark(#ffffff, #1e2126);
  --line: light-dark(#dfe3e8, #343a42);
  --text: light-dark(#1c2430, #e8ebef);
  --soft: light-dark(#586474, #a3adba);
  --link: light-dark(#0b57c4, #8ab8ff);
  --good: light-dark(#0b6b3a, #7fdca6);
  --good-bg: light-dark(#e2f5ea, #15362a);
  --bad: light-dark(#a3180f, #ff9d94);
  --bad-bg: light-dark(#fdeae8, #43201d);
  --warn: light-dark(#7a4b00, #f2c46d);
  --warn-bg: light-dark(#fdf1d8, #3b2f15);
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
a:focus-visible, summary:focus-visible, pre:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
nav { font-size: 14px; }
h1 { font-size: 24px; line-height: 1.25; margin: 6px 0 2px; }
h2 { font-size: 17px; margin: 0; }
h3 { font-size: 13px; margin: 0 0 8px; color: var(--soft); font-weight: 600; }
small, .more { color: var(--soft); font-size: 13px; }
h2 small { font-weight: 400; }
.more { margin: 2px 0 0; overflow-wrap: anywhere; }
code { font: 13px ui-monospace, SFMono-Regular, Menlo, monospace; overflow-wrap: anywhere; }
table, .trouble, .event, .card, .empty { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
table { width: 100%; border-collapse: separate; border-spacing: 0; margin: 18px 0; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 9px 16px; border-top: 1px solid var(--line); }
thead th { border-top: 0; font-size: 13px; color: var(--soft); font-weight: 600; }
tbody th { font-weight: 600; overflow-wrap: anywhere; }
.cards { list-style: none; margin: 18px 0; padding: 0; display: grid; gap: 14px; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); }
.card { padding: 16px 18px; }
.card p:last-child { margin: 10px 0 0; }
.trouble { padding: 14px 18px 6px; margin: 18px 0; }
.trouble ul { list-style: none; margin: 8px 0 0; padding: 0; }
.trouble li { padding: 10px 0; border-top: 1px solid var(--line); }
.trouble li p:first-child { margin: 0; }
.trouble details { margin: 0 0 8px; }
.trouble strong { font-weight: 550; }
.list-title { margin: 26px 0 10px; }
.event { padding: 16px 18px; margin: 0 0 14px; }
.event-head { display: flex; flex-wrap: wrap; gap: 2px 12px; align-items: baseline; }
.event-head > small { margin-left: auto; }
.verdict { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; margin: 8px 0 14px; }
.badge { display: inline-block; padding: 1px 9px; border-radius: 99px; font-size: 13px; font-weight: 550; background: var(--page); color: var(--soft); overflow-wrap: anywhere; }
.badge.good { background: var(--good-bg); color: var(--good); }
.badge.bad { background: var(--bad-bg); color: var(--bad); }
.badge.warn { background: var(--warn-bg); color: var(--warn); }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 14px; }
.side { min-width: 0; }
.copy { border: 1px solid var(--line); border-radius: 8px; padding: 10px 12px; margin-bottom: 8px; }
.copy.counts { border-color: var(--good); }
.copy p { margin: 0; }
.copy-head { display: flex; flex-wrap: wrap; gap: 4px 10px; justify-content: space-between; font-size: 13px; color: var(--soft); }
.value { font-size: 17px; font-weight: 600; font-variant-numeric: tabular-nums; }
.value small { font-weight: 400; margin-left: 4px; }
.keys { display: flex; flex-wrap: wrap; gap: 4px; font-size: 12px; color: var(--soft); margin-top: 6px !important; }
.keys span { border: 1px solid var(--line); border-radius: 4px; padding: 0 6px; }
.none { color: var(--soft); margin: 0; padding: 10px 12px; border: 1px dashed var(--line); border-radius: 8px; }
.empty { padding: 26px 18px; color: var(--soft); }
details { margin-top: 8px; font-size: 13px; }
summary { cursor: pointer; color: var(--link); width: fit-content; }
.trace { color: var(--soft); overflow-wrap: anywhere; margin-top: 6px !important; }
pre { background: var(--page); padding: 10px; border-radius: 6px; overflow: auto; max-height: 320px; font-size: 12px; margin: 6px 0 0; }
@media (max-width: 700px) {
  .wrap { padding: 0 14px; }
  .sides { grid-template-columns: 1fr; }
  .event-head > small { margin-left: 0; width: 100%; }
  .event, .trouble { padding-left: 14px; padding-right: 14px; }
  table, tbody, tr, th, td { display: block; width: auto; }
  thead { display: none; }
  tbody tr { padding: 10px 14px; border-top: 1px solid var(--line); }
  tbody tr:first-child { border-top: 0; }
  tbody th, td { border: 0; padding: 1px 0; }
  td { display: flex; justify-content: space-between; gap: 14px; }
  td::before { content: attr(data-label); color: var(--soft); }
}
`;
