// Labelled fields as the page's forms use them.
import { html } from "hono/html";
import type { Html } from "./controls-page.ts";

export type Option = readonly [value: string, label: string];

/** A form that gives one command. */
export function commandForm(command: string, fields: readonly Html[], button: string): Html {
  return html`<form method="post" action="/controls/${command}">
    ${fields}
    <button type="submit">${button}</button>
  </form>`;
}

export function select(
  id: string,
  field: {
    readonly name: string;
    readonly label: string;
    readonly options: readonly Option[];
    readonly chosen?: string;
  },
): Html {
  return html`<p class="field">
    <label for="${id}">${field.label}</label>
    <select id="${id}" name="${field.name}">
      ${field.options.map(
        ([value, label]) =>
          html`<option value="${value}" ${value === field.chosen ? "selected" : ""}>${label}</option>`,
      )}
    </select>
  </p>`;
}

export function numberField(
  id: string,
  field: {
    readonly name: string;
    readonly label: string;
    readonly value: number;
    readonly least: number;
    readonly most: number;
    readonly step?: string;
  },
): Html {
  return html`<p class="field">
    <label for="${id}">${field.label}</label>
    <input id="${id}" name="${field.name}" type="number" inputmode="decimal" value="${field.value}"
      min="${field.least}" max="${field.most}" step="${field.step ?? "1"}" required />
  </p>`;
}

export function checkbox(id: string, name: string, label: string, checked: boolean): Html {
  return html`<p class="check">
    <input id="${id}" name="${name}" type="checkbox" value="on" ${checked ? "checked" : ""} /><label for="${id}">${label}</label>
  </p>`;
}
