// Written by `./wangge schema` from grids/commands.py; do not edit.

/** Sign for a transferred hazard. */
export interface AcceptTransfer {
  readonly kind: 'accept-transfer'
  readonly hazard: string
}

/** Sign for a notice and say who will do what. */
export interface AcknowledgeNotice {
  readonly kind: 'acknowledge-notice'
  readonly notice: string
  readonly signed_by: string
  readonly phone?: string
  readonly intention?: string
  readonly funds_planned?: number | null
}

/** One checklist item that was not simply in order. */
export interface Answer {
  readonly item: string
  readonly result: AnswerResult
  readonly remark?: string
  readonly hazard?: string | null
}

/** What was seen for one checklist item; unlisted items of a finished visit are `ok`. */
export type AnswerResult = 'ok' | 'hazard' | 'not_applicable' | 'not_checked'

/** Put an enterprise into a grid unit by hand, for a stated reason; null lets the point decide again. */
export interface AssignUnit {
  readonly kind: 'assign-unit'
  readonly enterprise: string
  readonly unit: number | null
  readonly reason: string
}

/** Raise or lower the level of a hazard, naming the criteria. */
export interface ChangeLevel {
  readonly kind: 'change-level'
  readonly hazard: string
  readonly level: HazardLevel
  readonly reason: string
  readonly criteria?: readonly string[]
}

/** Accept or decline a proposed change of a file. */
export interface DecideChange {
  readonly kind: 'decide-change'
  readonly change: string
  readonly accepted: boolean
  readonly reason?: string
}

/** Grant or refuse a later date; the original date stays for statistics. */
export interface DecideExtension {
  readonly kind: 'decide-extension'
  readonly hazard: string
  readonly granted: boolean
  readonly reason?: string
}

/** Leave, with the outcome, the exceptions found and the signature of the person met. */
export interface FinishVisit {
  readonly kind: 'finish-visit'
  readonly visit: string
  readonly outcome: VisitOutcome
  readonly finished_at: string
  readonly checklist_version?: number | null
  readonly answers?: readonly Answer[]
  readonly person_met?: string
  readonly signature?: string | null
  readonly second_inspector?: string | null
  readonly remark?: string
  readonly photos?: readonly Photo[]
}

/** A position as the device gave it: WGS-84, 68 % radius in metres, age in seconds when used. */
export interface Fix {
  readonly lon: number
  readonly lat: number
  readonly radius_m: number
  readonly age_s?: number
  readonly method?: 'gps' | 'map' | 'qr'
}

/** Strictly general or major; local sub-levels are not levels. Source: Order 16 art 3; docs/rules.md 2.4. */
export type HazardLevel = 'general' | 'major'

/** Tell an enterprise, on a numbered paper, what to rectify by when. */
export interface IssueNotice {
  readonly kind: 'issue-notice'
  readonly notice: string
  readonly enterprise: string
  readonly notice_kind: NoticeKind
  readonly items: readonly NoticeItem[]
  readonly second_inspector?: string | null
}

/** Decide that two entries are one hazard; the master goes on. */
export interface MergeHazard {
  readonly kind: 'merge-hazard'
  readonly hazard: string
  readonly master: string
  readonly reason: string
}

/** One hazard on a notice: what to do by when. */
export interface NoticeItem {
  readonly hazard: string
  readonly due_on: string
  readonly demand: string
}

/** The grid reminds, two licensed inspectors order. Source: docs/rules.md 0.1, 2.5. */
export type NoticeKind = 'reminder' | 'rectification_order'

/** Decide in triage that the hazard stands: level, who is competent, by when. */
export interface OpenHazard {
  readonly kind: 'open-hazard'
  readonly hazard: string
  readonly level: HazardLevel
  readonly due_on: string
  readonly suggestion?: string
  readonly interim_measures?: string
  readonly expected_version?: number | null
}

/** A picture by the hash of its stored bytes, with when and where it was taken. */
export interface Photo {
  readonly sha256: string
  readonly taken_at: string
  readonly fix?: Fix | null
}

/** Propose another value for fields of an enterprise's file, with the evidence. */
export interface ProposeChange {
  readonly kind: 'propose-change'
  readonly change: string
  readonly enterprise: string
  readonly visit?: string | null
  readonly reason: string
  readonly fields: Readonly<Record<string, string>>
}

/** Put a hazard on the list, with its place. */
export interface RecordHazard {
  readonly kind: 'record-hazard'
  readonly hazard: string
  readonly enterprise: string
  readonly visit?: string | null
  readonly found_at: string
  readonly place: string
  readonly description: string
  readonly category: string
  readonly level?: HazardLevel
  readonly fix?: Fix | null
  readonly photos?: readonly Photo[]
  readonly check_item?: string | null
  readonly suggestion?: string
  readonly interim_measures?: string
  readonly due_on?: string | null
  readonly responsible?: string
}

/** Show before and after in the same visit and strike the hazard off at once. */
export interface RectifyOnTheSpot {
  readonly kind: 'rectify-on-the-spot'
  readonly hazard: string
  readonly photos: readonly Photo[]
  readonly done: string
  readonly done_by: string
  readonly done_at: string
}

/** Judge one rectified hazard on the spot: struck off, or back to the enterprise. */
export interface ReinspectHazard {
  readonly kind: 'reinspect-hazard'
  readonly hazard: string
  readonly passed: boolean
  readonly opinion: string
  readonly inspected_at: string
  readonly visit?: string | null
  readonly second_inspector?: string | null
  readonly new_due_on?: string | null
  readonly photos?: readonly Photo[]
  readonly fix?: Fix | null
  readonly expected_version?: number | null
}

/** Decide in triage that there is no hazard; the reporter is told why. */
export interface RejectHazard {
  readonly kind: 'reject-hazard'
  readonly hazard: string
  readonly reason: string
}

/** Open a closed hazard again: it came back, or the work was not done. */
export interface ReopenHazard {
  readonly kind: 'reopen-hazard'
  readonly hazard: string
  readonly reason: string
  readonly due_on: string
  readonly photos?: readonly Photo[]
}

/** Ask the issuer for a later date, before the present one. */
export interface RequestExtension {
  readonly kind: 'request-extension'
  readonly hazard: string
  readonly new_due_on: string
  readonly reason: string
  readonly interim_measures: string
}

/** Send a transferred hazard back with a reason. */
export interface ReturnTransfer {
  readonly kind: 'return-transfer'
  readonly hazard: string
  readonly reason: string
}

/** Approve the plan of a major hazard or send it back. */
export interface ReviewPlan {
  readonly kind: 'review-plan'
  readonly hazard: string
  readonly approved: boolean
  readonly opinion: string
  readonly due_on?: string | null
}

/** Make the link and the QR code of a notice stop working. */
export interface RevokeNoticeLink {
  readonly kind: 'revoke-notice-link'
  readonly notice: string
  readonly reason: string
}

/** Arrive at an enterprise; presence is recorded and never a wall. */
export interface StartVisit {
  readonly kind: 'start-visit'
  readonly visit: string
  readonly enterprise: string
  readonly visit_kind?: VisitKind
  readonly started_at: string
  readonly fix?: Fix | null
  readonly away_reason?: string
}

/** Hand in the three-part report and six-part plan of a major hazard. */
export interface SubmitPlan {
  readonly kind: 'submit-plan'
  readonly hazard: string
  readonly causes: string
  readonly harm: string
  readonly goals: string
  readonly methods: string
  readonly funds: string
  readonly responsible: string
  readonly time_limit: string
  readonly emergency_measures: string
}

/** Report one hazard rectified, with photos of the same spot. */
export interface SubmitRectification {
  readonly kind: 'submit-rectification'
  readonly hazard: string
  readonly done: string
  readonly done_on: string
  readonly done_by: string
  readonly photos: readonly Photo[]
  readonly funds_actual?: number | null
}

/** Offer the hazard to the body that is competent; it must sign. */
export interface TransferHazard {
  readonly kind: 'transfer-hazard'
  readonly hazard: string
  readonly to_area: number
  readonly reason: string
}

/** Stand at the enterprise and fix where it is. */
export interface VerifyPosition {
  readonly kind: 'verify-position'
  readonly enterprise: string
  readonly fix: Fix
  readonly verified_at: string
  readonly photos?: readonly Photo[]
}

/** A patrol is no inspection. Source: 国办发〔2024〕54号; docs/rules.md 0.1. */
export type VisitKind = 'patrol' | 'inspection' | 'reinspection'

/** How a visit ended; all but `inspected` and `suspended` question the file. Source: docs/rules.md 3.3. */
export type VisitOutcome = 'inspected' | 'closed_door' | 'suspended' | 'moved' | 'not_found' | 'refused' | 'new_owner' | 'several_units'

/** Take a wrong entry off the figures; it stays readable. */
export interface VoidHazard {
  readonly kind: 'void-hazard'
  readonly hazard: string
  readonly reason: string
}

export type Command =
  | AcceptTransfer
  | AcknowledgeNotice
  | AssignUnit
  | ChangeLevel
  | DecideChange
  | DecideExtension
  | FinishVisit
  | IssueNotice
  | MergeHazard
  | OpenHazard
  | ProposeChange
  | RecordHazard
  | RectifyOnTheSpot
  | ReinspectHazard
  | RejectHazard
  | ReopenHazard
  | RequestExtension
  | ReturnTransfer
  | ReviewPlan
  | RevokeNoticeLink
  | StartVisit
  | SubmitPlan
  | SubmitRectification
  | TransferHazard
  | VerifyPosition
  | VoidHazard

export type CommandKind = Command['kind']
