// Orders whose buyer Shopify keeps to itself, because the app is not approved for protected customer data.

const LOST = "email, phone, name, city and postcode";
const WHO_MENDS =
  "Whoever runs Countersign for you asks Shopify for level 2 in the app's API access settings; orders from then on carry them.";

export const PERSON_WITHHELD = {
  /** Over a list with such orders. */
  list: `Shopify shows Countersign no buyers: the app is not yet approved for protected customer data. Orders still go to Meta, without ${LOST}, so fewer can be matched. ${WHO_MENDS}`,
  /** On the proof of one. */
  proof: `Shopify showed us no name and no contact of this buyer, because the app is not yet approved for protected customer data. Lost to Meta: ${LOST}. What is left is what the browser told. ${WHO_MENDS}`,
  /** In a preview. */
  note: `Shopify has left the buyer out of this order, as it does while an app is not approved for protected customer data (level 2): ${LOST} cannot be sent.`,
} as const;
