// The time, as an argument. Only process entries and tests make one.

/** The current time. */
export type Clock = () => Date;
