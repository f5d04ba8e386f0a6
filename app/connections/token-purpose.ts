/** Binds a sealed token to its shop and pixel, so that it does not open in another row's place. */
export const tokenPurpose = (shopId: bigint, externalId: string) => `token ${shopId} ${externalId}`;
