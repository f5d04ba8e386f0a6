// Draws what the framed app asks for into the admin page.
import type { BarAction, NavItem, ToAdmin } from "./messages.ts";

type Message<Kind extends ToAdmin["kind"]> = Extract<ToAdmin, { readonly kind: Kind }>;

let navItems: readonly NavItem[] = [];

/** The app's entries below its name: in the left navigation, and in the menu of the title bar on a phone. */
export function drawNavigation(shown: {
  readonly items?: readonly NavItem[];
  readonly path: string;
  readonly navigate: (href: string) => void;
}): void {
  navItems = shown.items ?? navItems;
  const entries = navItems.filter((item) => !item.isHome);
  document.body.classList.toggle("has-app-nav", entries.length > 0);
  const current = currentItem(entries, shown.path);
  const drawn = JSON.stringify([entries, current?.href]);
  for (const list of document.querySelectorAll<HTMLElement>("[data-app-nav]")) {
    if (list.dataset.drawn === drawn) continue;
    list.dataset.drawn = drawn;
    list.replaceChildren(
      ...entries.map((item) => {
        const entry = document.createElement("button");
        entry.type = "button";
        entry.textContent = item.label;
        if (item === current) entry.setAttribute("aria-current", "page");
        entry.addEventListener("click", () => shown.navigate(item.href));
        return entry;
      }),
    );
  }
  const home = document.getElementById("app-home");
  home?.classList.toggle("is-current", current === undefined);
  if (home !== null) {
    home.onclick = (event) => {
      event.preventDefault();
      shown.navigate(navItems.find((item) => item.isHome)?.href ?? "/");
    };
  }
}

/** The entry with the longest path that the app's path begins with. */
function currentItem(entries: readonly NavItem[], path: string): NavItem | undefined {
  const pathname = path.split("?")[0] ?? "";
  const pathOf = (item: NavItem) => item.href.split("?")[0] ?? "";
  return entries
    .filter((item) => pathname === pathOf(item) || pathname.startsWith(`${pathOf(item)}/`))
    .sort((a, b) => pathOf(b).length - pathOf(a).length)[0];
}

export function drawTitleBar(message: Message<"titleBar">, press: (key: string) => void): void {
  const title = document.getElementById("page-title");
  if (title !== null) title.textContent = message.title;
  document.body.classList.toggle("has-page-title", message.title !== "");
  drawActions("page-actions", message.actions, press);
}

export function drawSaveBar(message: Message<"saveBar">, press: (key: string) => void): void {
  document.body.classList.toggle("save-bar-open", message.visible);
  // Save stands at the right, wherever the app wrote it.
  const actions = [...message.actions].sort((a, b) => Number(a.isPrimary) - Number(b.isPrimary));
  drawActions("save-bar-actions", actions, press);
}

/**
 * Unchanged buttons stay as they are: the app may report once more when its field loses the focus, which is between the
 * two halves of a click on one of these.
 */
function drawActions(id: string, actions: readonly BarAction[], press: (key: string) => void): void {
  const place = document.getElementById(id);
  const drawn = JSON.stringify(actions);
  if (place === null || place.dataset.drawn === drawn) return;
  place.dataset.drawn = drawn;
  place.replaceChildren(...actions.map((action) => actionButton(action, press)));
}

export function showToast(message: Message<"toast">, pressed: (what: "action" | "dismiss") => void): void {
  const toast = document.createElement("div");
  toast.className = message.isError ? "toast is-error" : "toast";
  toast.dataset.toast = message.toast;
  toast.setAttribute("role", "status");
  toast.append(document.createTextNode(message.message));
  if (message.action !== null)
    toast.append(toastButton(message.action, message.action, () => pressed("action")));
  toast.append(
    toastButton("×", "Dismiss", () => {
      toast.remove();
      pressed("dismiss");
    }),
  );
  document.getElementById("toasts")?.append(toast);
  setTimeout(() => toast.remove(), message.durationMs);
}

/** A question in the middle of the page; settles with the answer. */
export function confirmWith(question: {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly no: string;
}): Promise<boolean> {
  const dialog = document.createElement("dialog");
  dialog.className = "confirm";
  const heading = document.createElement("h2");
  heading.textContent = question.title;
  const text = document.createElement("p");
  text.textContent = question.text;
  const footer = document.createElement("footer");
  dialog.append(heading, text, footer);
  document.body.append(dialog);
  return new Promise((resolve) => {
    const end = (answer: boolean) => {
      dialog.remove();
      resolve(answer);
    };
    const answers = [
      { key: "no", label: question.no, isPrimary: false, isCritical: false, isDisabled: false },
      { key: "yes", label: question.yes, isPrimary: true, isCritical: false, isDisabled: false },
    ];
    footer.append(...answers.map((action) => actionButton(action, (key) => end(key === "yes"))));
    dialog.addEventListener("cancel", () => end(false));
    dialog.showModal();
  });
}

function actionButton(action: BarAction, press: (key: string) => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = action.label;
  button.disabled = action.isDisabled;
  button.className = ["action", action.isPrimary && "is-primary", action.isCritical && "is-critical"]
    .filter(Boolean)
    .join(" ");
  button.addEventListener("click", () => press(action.key));
  return button;
}

function toastButton(label: string, name: string, press: () => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.setAttribute("aria-label", name);
  button.addEventListener("click", press);
  return button;
}
