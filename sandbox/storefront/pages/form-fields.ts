// A labelled input with its message, as every part of the checkout's form uses it.

import type { CheckoutField, FieldErrors } from "../checkout-form.ts";
import { html, type Markup } from "../markup.ts";

interface FieldTraits {
  readonly type?: string;
  readonly autocomplete?: string;
  readonly inputmode?: string;
  readonly placeholder?: string;
  readonly optional?: boolean;
}

export function field(
  name: CheckoutField,
  label: string,
  value: string,
  errors: FieldErrors,
  traits: FieldTraits = {},
): Markup {
  return html`<div class="field"><label for="field-${name}">${label}${traits.optional === true ? html` <small>(optional)</small>` : null}</label>
  <input id="field-${name}" name="${name}" type="${traits.type ?? "text"}" value="${value}" autocomplete="${traits.autocomplete ?? "off"}"
    inputmode="${traits.inputmode ?? "text"}" placeholder="${traits.placeholder}" aria-describedby="error-${name}"${errors[name] === undefined ? null : html` aria-invalid="true"`}>${errorText(name, errors)}</div>`;
}

export function errorText(name: CheckoutField, errors: FieldErrors): Markup {
  return html`<span class="error" id="error-${name}" data-error-for="${name}">${errors[name]}</span>`;
}
