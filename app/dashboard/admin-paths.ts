// Addresses of the admin's pages.

/** Where a list of orders and the proof of each stand. */
export interface OrderPaths {
  readonly orders: string;
  readonly order: (id: string) => string;
}

export const ADMIN_PATHS = {
  home: "/app",
  welcome: "/app/welcome",
  setup: "/app/setup",
  orders: "/app/orders",
  sendAgain: "/app/orders/again",
  order: (id: string) => `/app/orders/${id}`,
} as const;

export const PRACTICE_PATHS: OrderPaths = {
  orders: "/app/practice",
  order: (id) => `/app/practice/${id}`,
};
