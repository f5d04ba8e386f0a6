/** Shows a short message in the admin. Outside the admin there is no App Bridge to show it, and it is left out. */
export function showToast(message: string, isError = false): void {
  if (typeof shopify !== "undefined") shopify.toast.show(message, { isError });
}
