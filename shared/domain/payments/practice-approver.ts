/**
 * The second person of a practice workspace, so that an approval can be tried alone. The password is told on the form
 * where it is asked for; a live workspace has no such person.
 */
export const practiceApprover = { name: '周敏', password: 'minidesk-practice' } as const
