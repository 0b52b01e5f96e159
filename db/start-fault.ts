/** A start that cannot succeed until somebody changes something; the message is one clear sentence for them. */
export class StartFault extends Error {}
