/** The change asked for every selected contact; `remove_tags: ["*"]` is all tags but protected ones. */
export interface UpdateRequest {
  add_tags?: readonly string[] | undefined;
  remove_tags?: readonly string[] | undefined;
  rename_tags?: Readonly<Record<string, string>> | undefined;
  name?: string | undefined;
  set_attributes?: Readonly<Record<string, unknown>> | undefined;
  remove_attributes?: readonly string[] | undefined;
  rename_attributes?: Readonly<Record<string, string>> | undefined;
  /** In E.164. */
  new_number?: string | undefined;
  include_protected?: boolean | undefined;
}

/** The change asked for one contact; `set_tags` lists all tags that it shall have. */
export interface EditRequest
  extends Pick<UpdateRequest, 'name' | 'add_tags' | 'remove_tags' | 'set_attributes' | 'remove_attributes'> {
  set_tags?: readonly string[] | undefined;
}

/** All tags but protected ones. */
export const ALL = '*';

/** Which contact of a group of duplicates is kept. */
export const KEEP = ['oldest', 'newest', 'last_active'] as const;
export type Keep = (typeof KEEP)[number];
