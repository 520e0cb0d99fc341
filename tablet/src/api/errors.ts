export class Offline extends Error {
  override name = "Offline";
}

export class SignedOut extends Error {
  override name = "SignedOut";
}

/** The server answered, but not with what was asked for. `message` is its own sentence where it gave one. */
export class Refused extends Error {
  override name = "Refused";
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** A stream that broke off: nothing of it is used. */
export class CutOff extends Error {
  override name = "CutOff";
}
