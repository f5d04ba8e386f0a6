// Addresses of the admin's pages.

export const ADMIN_PATHS = {
  home: "/app",
  setup: "/app/setup",
  orders: "/app/orders",
  order: (id: string) => `/app/orders/${id}`,
} as const;
