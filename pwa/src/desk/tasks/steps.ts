// The steps on a task in the order in which they are offered.
export const TASK_STEPS = ['accept-task', 'return-task', 'assign-task', 'review-task', 'waive-task'] as const
export type TaskStepKind = (typeof TASK_STEPS)[number]
