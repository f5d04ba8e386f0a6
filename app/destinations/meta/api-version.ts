// The only place that names a version of Meta's Graph API.

/** Newest version that Conversions API posts were seen to be accepted on; out since 2026-07-29, no expiry announced. */
export const GRAPH_API_VERSION = "v26.0";
