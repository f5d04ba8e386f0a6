// Typed look-ups in the page.

/** The first element that fits and is of the given class. */
export function find<T extends Element>(selector: string, type: new () => T): T | null {
  const element = document.querySelector(selector);
  return element instanceof type ? element : null;
}

export function findAll(selector: string): readonly HTMLElement[] {
  return [...document.querySelectorAll(selector)].filter((element) => element instanceof HTMLElement);
}

/** Posts a form's fields and reads the JSON answer. @throws Error when the shop answers anything but success. */
export async function postForm<T>(url: string, body: FormData): Promise<T> {
  const response = await fetch(url, { method: "POST", body, headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`The shop answered ${response.status}`);
  return (await response.json()) as T;
}
