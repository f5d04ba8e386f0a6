// Swaps the live part of the page every two seconds and keeps open what the reader has opened.

export const REFRESH_SCRIPT = `
const EVERY_MS = 2000;
let last = "";
async function refresh() {
  if (document.hidden) return;
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
  const live = document.getElementById("live");
  if (!fresh || !live || fresh.innerHTML === last) return;
  last = fresh.innerHTML;
  const open = [...live.querySelectorAll("details[open]")].map((one) => one.dataset.key);
  for (const one of fresh.querySelectorAll("details")) one.open = open.includes(one.dataset.key);
  if (live.contains(document.activeElement) && fresh.innerHTML === live.innerHTML) return;
  live.replaceWith(fresh);
}
async function loop() {
  await refresh().catch(() => undefined);
  setTimeout(loop, EVERY_MS);
}
setTimeout(loop, EVERY_MS);
`;
