/**
 * A failure in words for the person, with the next step.
 * Every error thrown on purpose is an `AppError`, of which `ApiError` is one kind; any other error is a defect of ours.
 */
export class AppError extends Error {
  override readonly name: string = 'AppError';
  /** The next step, as a full sentence. */
  readonly next: string | undefined;

  constructor(message: string, next?: string, options?: ErrorOptions) {
    super(message, options);
    this.next = next;
  }
}

/** The prompt that goes through the setup with a person. */
export const HELP_PROMPT = 'help_me_set_up';

/** Stands behind the next step wherever the cause is how this program is set up. */
export const SETUP_HELP = `For help, the person can choose the prompt \`${HELP_PROMPT}\`.`;

/** Where the configuration is: a desktop's extension has settings, and neither `env` nor `args`. */
export const WHERE_SET =
  'in the settings of this extension, or in the "env" of this server in the client\'s configuration';

/** The caller named something that does not exist, or asked in a wrong way: nothing failed. */
export class RequestError extends AppError {
  override readonly name = 'RequestError';
}

/** The message of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** An error in words: the message, then the next step. A defect is named as such, without a stack. */
export function explain(error: unknown): string {
  if (error instanceof AppError) return error.next ? `${error.message}\nNext: ${error.next}` : error.message;
  return `Something went wrong inside this program: ${messageOf(error)}\nNext: Call again. If it goes wrong again, let the person report it with the server's log.`;
}
