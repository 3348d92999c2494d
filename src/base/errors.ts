/** Every error that someone can act on, with the exit status the command line gives for it. */
const EXIT_STATUS = {
  USAGE: 2,
  CONFIG_INVALID: 2,
  CONFIG_UNKNOWN_KEY: 2,
  DIR_MISSING: 2,
  DIR_NOT_A_DIRECTORY: 2,
  DIR_UNREADABLE: 2,
  NO_REPOSITORY: 2,
  UNKNOWN_FINDING: 2,
  UNKNOWN_FIX: 2,
  UNKNOWN_DOCUMENT: 2,
  UNKNOWN_SECTION: 2,
  NO_BINDING: 2,
  NOTHING_TO_UNDO: 2,
  UNKNOWN_PROJECT: 2,
  UNKNOWN_METHOD: 2,
  SERVICE_REFUSED: 2,
  TOO_LARGE: 2,
  VERSION: 2,
  CONFLICT: 1,
  EDITED_SINCE: 1,
  DAEMON_UNREACHABLE: 4,
  SERVICE_UNAVAILABLE: 4,
  NOT_READY: 4,
  FRESH_TIMEOUT: 4,
  TIMEOUT: 4,
  BUSY: 4,
  DRAINING: 4,
  LOCKED: 5,
  LEDGER_NEWER: 5,
  LEDGER_DAMAGED: 5,
  LEDGER_REFUSED: 5,
  SOCKET_REFUSED: 5,
  MIGRATION_FAILED: 5,
  INTERNAL: 70,
  CANCELLED: 130,
} as const;

export type ErrorCode = keyof typeof EXIT_STATUS;

/** Codes with the exit status of each, for the reference page. */
export const ERROR_CODES: Readonly<Record<ErrorCode, number>> = EXIT_STATUS;

export function isErrorCode(name: string): name is ErrorCode {
  return Object.hasOwn(EXIT_STATUS, name);
}

/** An error with a stable code; its message says what, where and what to do now. */
export class LockstepError extends Error {
  override readonly name = "LockstepError";
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: { cause?: unknown; data?: Record<string, unknown> },
  ) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.data = options?.data ?? {};
  }
  /** Plain values a program can use, such as `retry_after_ms`. */
  readonly data: Record<string, unknown>;
  /** Exit status of the command line for this error. */
  get exitStatus(): number {
    return EXIT_STATUS[this.code];
  }
}

/** What a thrown value says, whatever it is. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
