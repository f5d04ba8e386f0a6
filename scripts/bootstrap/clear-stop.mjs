/** An expected reason to go no further: its message is for the person at the terminal, without a stack. */
export class ClearStop extends Error {}
