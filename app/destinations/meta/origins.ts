// Where Meta listens in production. A process may be pointed elsewhere by its environment.

/** Server events. https://developers.facebook.com/docs/marketing-api/conversions-api/using-the-api */
export const GRAPH_ORIGIN = "https://graph.facebook.com";

/** The image tag `/tr`. https://developers.facebook.com/docs/meta-pixel/advanced */
export const PIXEL_ORIGIN = "https://www.facebook.com";
