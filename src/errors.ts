/**
 * What went wrong, in words for the person, with the next step.
 * Everything thrown on purpose is one of these or an `ApiError`; anything else is a defect of ours.
 */
export class AppError extends Error {
  override readonly name: string = 'AppError';
  /** What to do now; a full sentence. */
  readonly next: string | undefined;

  constructor(message: string, next?: string, options?: ErrorOptions) {
    super(message, options);
    this.next = next;
  }
}

/** What was asked for is not there, or cannot be asked like this: the mistake is the caller's, and nothing failed. */
export class RequestError extends AppError {
  override readonly name = 'RequestError';
}

/** The error's own words, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** An error in words: what went wrong, then what to do. What was not foreseen says so, without a stack. */
export function explain(error: unknown): string {
  if (error instanceof AppError) return error.next ? `${error.message}\nNext: ${error.next}` : error.message;
  return `This program failed in a way that it does not know: ${messageOf(error)}\nNext: Call again; if it happens again, report it with the server's log.`;
}
