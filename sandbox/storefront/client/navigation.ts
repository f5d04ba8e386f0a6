// Menus that act when something is chosen; without scripts each has a button.

import { findAll } from "./page-elements.ts";

export function wireNavigation(): void {
  for (const select of findAll("select[data-submit-on-change]")) {
    select.addEventListener("change", () => {
      if (select instanceof HTMLSelectElement) select.form?.submit();
    });
  }
  for (const button of findAll("[data-without-scripts]")) button.hidden = true;
  // The price follows the chosen variant.
  for (const option of findAll("input[data-price]")) {
    option.addEventListener("change", () => {
      const price = document.getElementById("product-price");
      const picture = document.getElementById("product-picture");
      if (price !== null) price.textContent = option.dataset.price ?? "";
      if (picture instanceof HTMLImageElement) picture.src = option.dataset.picture ?? picture.src;
    });
  }
}
