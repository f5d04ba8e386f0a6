/** Takes progress for the person at the terminal: whole lines, or a line's beginning and later its end. */
export type Say = (text: string) => void;
