/**
 * Asks the server, and does something else where no answer came or one that says that it failed. The router would put an error
 * page in the place of the whole page, and with it throw away what was typed.
 *
 * @throws what leads elsewhere, such as Shopify's ways to sign in
 */
export async function orElse<Answer>(
  ask: () => Promise<Answer>,
  instead: (error: unknown) => Answer,
): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Response && error.status < 500) throw error;
    return instead(error);
  }
}
