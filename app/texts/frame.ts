// What surrounds every page: navigation, and what is shown when a page cannot be.

export const FRAME = {
  product: "Countersign",
  orders: "Orders",
  setup: "Setup",
} as const;

export const PAGE_ERRORS = {
  notFound: {
    title: "This page is not here",
    text: "Countersign has no such page or order of this shop. An order may be older than your installation.",
    action: "See the orders",
  },
  broken: {
    title: "This page could not be shown",
    text: "Your orders are not affected: they are received and sent without this page. Reload it; if it stays, tell support when it happened.",
    action: "Reload",
  },
} as const;
