/** Ends a verb with the exit status of something else, such as a daemon that did not start; the message is printed as it is. */
export class ExitWith extends Error {
  override readonly name = "ExitWith";
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
