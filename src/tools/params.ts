import * as z from 'zod';

/** Parameters that several tools share, worded for the agent. Short: every client pays for each word of `tools/list`. */
export const contactRef = z.string().min(1).max(200).describe('Id, or number such as +919876543210');
export const pageNumber = z.number().int().min(1).max(1_000_000).optional();
/** Tags there are: named exactly, spaces at the ends included, or they could not be taken off. */
export const tags = z.array(z.string().min(1).max(1000)).min(1).max(100);
export const newTags = z.array(z.string().trim().min(1).max(200)).max(100);
export const planId = z.string().min(1).max(60);
export const waitSeconds = z.number().min(0).max(25).optional();
export const planTargets = {
  selection_id: z.string().max(60).optional(),
  contacts: z.array(z.string().min(1).max(200)).min(1).max(100).optional().describe('Or ids or numbers'),
};
export const attributes = z.record(z.string().min(1), z.unknown());
export const selectionIds = z.array(z.string()).min(1).max(20).optional();
