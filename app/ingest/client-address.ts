// The visitor's address behind the operator's proxies. Only what those proxies added can be trusted.

/**
 * @param forwardedFor the `X-Forwarded-For` header: client first, each proxy adds what it saw at the end
 * @param remote address of the socket
 * @param trustedProxies how many proxies of the operator's stand before the app
 * @returns the address as text without port or brackets, or null where there is none
 */
export function clientAddress(
  forwardedFor: string | null,
  remote: string | null,
  trustedProxies: number,
): string | null {
  const seen = [
    ...(forwardedFor ?? "")
      .split(",")
      .map((part) => part.trim())
      .filter(Boolean),
    ...(remote ? [remote] : []),
  ];
  const address = seen.at(-1 - trustedProxies) ?? seen[0];
  if (!address) return null;
  const bare = address
    .replace(/^\[(.*)\](?::\d+)?$/, "$1")
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1")
    .replace(/^::ffff:(?=\d+\.)/i, "");
  return /^[0-9a-fA-F.:]{2,45}$/.test(bare) ? bare : null;
}
