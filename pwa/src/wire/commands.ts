// Written by `./wangge schema` from grids/commands/; do not edit.

/** Take a report out of quarantine after looking at it; the check on site begins. */
export interface AcceptReport {
  readonly kind: 'accept-report'
  readonly report: string
  readonly expected_version?: number | null
}

/** Take a task that was handed to oneself. */
export interface AcceptTask {
  readonly kind: 'accept-task'
  readonly task: string
}

/** Sign for a transferred hazard. */
export interface AcceptTransfer {
  readonly kind: 'accept-transfer'
  readonly hazard: string
}

/** What an acceptance on the spot decides of a listed hazard. Source: docs/rules.md 3.2. */
export type Acceptance = 'delisted' | 'returned' | 'extended' | 'closed_down'

/** Sign for a notice and say who will do what. */
export interface AcknowledgeNotice {
  readonly kind: 'acknowledge-notice'
  readonly notice: string
  readonly signed_by: string
  readonly phone?: string
  readonly intention?: string
  readonly funds_planned?: number | null
}

/** Let a filed plan begin: its inspections become tasks. */
export interface ActivateInspectionPlan {
  readonly kind: 'activate-inspection-plan'
  readonly plan: string
}

/** Add one fact of a topic to a file; whoever does not keep the file proposes it. */
export interface AddRecord {
  readonly kind: 'add-record'
  readonly record: string
  readonly enterprise: string
  readonly topic: string
  readonly fields: Readonly<Record<string, string | number | number | boolean | null>>
  readonly valid_from?: string | null
  readonly valid_to?: string | null
  readonly reason?: string
  readonly visit?: string | null
  readonly photos?: readonly Photo[]
}

/** One checklist item that was not simply in order. */
export interface Answer {
  readonly item: string
  readonly result: AnswerResult
  readonly remark?: string
  readonly hazard?: string | null
}

/** Accept an appeal with new points, or refuse it with a reason. */
export interface AnswerAppeal {
  readonly kind: 'answer-appeal'
  readonly appeal: string
  readonly accepted: boolean
  readonly points?: number | null
  readonly reason?: string
}

/** Answer a circular that asks for it; a later answer follows the first, which stays. */
export interface AnswerCircular {
  readonly kind: 'answer-circular'
  readonly circular: string
  readonly addressee: string
  readonly answer: string
  readonly body: string
  readonly attachments?: readonly Attachment[]
}

/** What was seen for one checklist item; unlisted items of a finished visit are `ok`. */
export type AnswerResult = 'ok' | 'hazard' | 'not_applicable' | 'not_checked'

/** Ask for another score of an item of the own sheet, with a reason. */
export interface AppealAssessment {
  readonly kind: 'appeal-assessment'
  readonly appeal: string
  readonly sheet: string
  readonly item: string
  readonly reason: string
  readonly attachments?: readonly Attachment[]
}

/** What becomes of an application: a new entry, the account of one that is there, or back to who wrote it. */
export type ApplicationOutcome = 'new' | 'claim' | 'return'

/** Ask for acceptance of a listed hazard, with the evaluation of the treatment. */
export interface ApplyDelisting {
  readonly kind: 'apply-delisting'
  readonly listing: string
  readonly summary: string
  readonly funds_yuan: number
  readonly evaluation: Evaluation
  readonly photos?: readonly Photo[]
}

/** Ask to leave: how the conditions are met. */
export interface ApplyKeyExit {
  readonly kind: 'apply-key-exit'
  readonly entry: string
  readonly reason: string
  readonly photos?: readonly Photo[]
}

/** Ask to resume what was stopped, with the evaluation of the treatment. */
export interface ApplyResume {
  readonly kind: 'apply-resume'
  readonly hazard: string
  readonly reason: string
  readonly evaluation: Evaluation
  readonly photos?: readonly Photo[]
}

/** Approve what a run proposes: all of it, these grades, or these enterprises. */
export interface ApproveGrades {
  readonly kind: 'approve-grades'
  readonly run: string
  readonly grades?: readonly ('A' | 'B' | 'C' | 'D' | 'none')[]
  readonly enterprises?: readonly string[]
}

/** Put a published or withdrawn plan away from the working list. */
export interface ArchiveRedraw {
  readonly kind: 'archive-redraw'
  readonly redraw: string
}

/** What a rule looks at. */
export type Aspect = 'completeness' | 'timeliness' | 'correlation'

/** Say what the own office gives itself on an item, and why. Source: 常安〔2016〕21号 一(二). */
export interface AssessOwnWork {
  readonly kind: 'assess-own-work'
  readonly sheet: string
  readonly item: string
  readonly entry: string
  readonly points: number
  readonly reason: string
  readonly attachments?: readonly Attachment[]
}

/** One item of a standard: counted by an indicator, or scored by the district from evidence. */
export interface AssessmentItem {
  readonly key: string
  readonly text: string
  readonly text_en?: string
  readonly points: number
  readonly evidence?: string
  readonly automatic?: Automatic | null
}

/** Name who checks: two licensed inspectors, or somebody of a department. */
export interface AssignSpotCheck {
  readonly kind: 'assign-spot-check'
  readonly spot_check: string
  readonly targets: readonly string[]
  readonly checker: string
  readonly second?: string | null
}

/** Hand a task to somebody who may do it; an inspection to two. */
export interface AssignTask {
  readonly kind: 'assign-task'
  readonly task: string
  readonly officer: string
  readonly second?: string | null
}

/** Put an enterprise into a grid unit by hand, for a stated reason; null lets the point decide again. */
export interface AssignUnit {
  readonly kind: 'assign-unit'
  readonly enterprise: string
  readonly unit: number | null
  readonly reason: string
}

/** A file that was sent in before, under the name it is to have. */
export interface Attachment {
  readonly sha256: string
  readonly name: string
}

/** One who came, by the subject that should come. */
export interface Attendee {
  readonly subject: string
  readonly name: string
}

/** An indicator that gives the points: all at one share, none at the other, in between by the straight line. */
export interface Automatic {
  readonly indicator: string
  readonly full_at: number
  readonly none_at: number
}

/** From which score on the grade is B, C, D; below it is A. */
export interface Bands {
  readonly b: number
  readonly c: number
  readonly d: number
}

/** Why there is a task. Source: docs/rules.md 3.8 (basis), 2.7 (what is not within the cap). */
export type Basis = 'floor' | 'plan' | 'campaign' | 'report' | 'transfer' | 'accident' | 'major_hazard' | 'reinspection' | 'assigned'

/** Pull a straight piece of boundary, between two neighbouring vertices, to a point. */
export interface BendEdge {
  readonly kind: 'bend'
  readonly start: readonly [number, number]
  readonly end: readonly [number, number]
  readonly to: readonly [number, number]
}

/** Call an open assessment off with a reason. */
export interface CancelAssessment {
  readonly kind: 'cancel-assessment'
  readonly assessment: string
  readonly reason: string
}

/** Call a session off; it counts nowhere from then on, and stays readable. */
export interface CancelTraining {
  readonly kind: 'cancel-training'
  readonly training: string
  readonly reason: string
}

/** Give an enterprise another grade than the method does, for a stated reason; `none` takes the grade away. */
export interface ChangeGrade {
  readonly kind: 'change-grade'
  readonly enterprise: string
  readonly grade: 'A' | 'B' | 'C' | 'D' | 'none'
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

/** Put other values into a record; the former version stays readable. */
export interface ChangeRecord {
  readonly kind: 'change-record'
  readonly record: string
  readonly fields: Readonly<Record<string, string | number | number | boolean | null>>
  readonly valid_from?: string | null
  readonly valid_to?: string | null
  readonly reason: string
  readonly visit?: string | null
  readonly expected_version?: number | null
  readonly photos?: readonly Photo[]
}

/** How a report came; those of other systems keep their number and answer-by day. Source: docs/rules.md 3.1, P8. */
export type Channel = 'page' | 'phone' | 'letter' | 'visit' | 'hotline' | 'fire' | 'other'

/** Judge on the spot whether a closed hazard of the sample is truly gone; a false closing opens it again. */
export interface CheckClosing {
  readonly kind: 'check-closing'
  readonly hazard: string
  readonly confirmed: boolean
  readonly opinion: string
  readonly checked_at: string
  readonly photos?: readonly Photo[]
  readonly fix?: Fix | null
}

/** Choose an enterprise as a model: which department cultivates it, and why it. */
export interface ChooseModel {
  readonly kind: 'choose-model'
  readonly cohort: string
  readonly enterprise: string
  readonly department: string
  readonly reason: string
}

/** What a circular is: two go down (and across), three go up. */
export type CircularKind = 'notice' | 'task' | 'summary' | 'quarter_report' | 'briefing'

/** End a case: done with its record, or withdrawn with a reason before anybody went. */
export interface CloseInspection {
  readonly kind: 'close-inspection'
  readonly inspection: string
  readonly withdrawn?: boolean
  readonly reason?: string
}

/** End a plan, with what is to be said of what was not done. */
export interface CloseInspectionPlan {
  readonly kind: 'close-inspection-plan'
  readonly plan: string
  readonly summary: string
}

/** One test of a record: `in` these values, `empty`, `filled`, `expired`, or `older` than so many months. */
export interface Condition {
  readonly test: Test
  readonly field?: string | null
  readonly values?: readonly string[]
  readonly months?: number | null
}

/** One line of the table. */
export interface Contact {
  readonly part: ContactPart
  readonly name: string
  readonly post?: string
  readonly office_phone?: string
  readonly mobile?: string
  readonly remark?: string
}

/** In which part of the organisation somebody stands. Source: 武政办发〔2013〕20号 六-1 and its annex. */
export type ContactPart = 'leader' | 'deputy' | 'member' | 'office_head' | 'office_member' | 'team' | 'liaison'

/** What is counted of the course of things: hazards, visits, self-reports and notices, as they are on record. */
export type Course = 'major_found' | 'major_overdue' | 'overdue' | 'reopened' | 'refused' | 'missed_reports' | 'untrue_items' | 'hidden_hazards' | 'unanswered_notices'

/** What happened in so many months. */
export interface CourseMeasure {
  readonly of: 'course'
  readonly what: Course
  readonly months?: number
}

/** Who is a key object, and how much of each grade among the others is drawn by lot. */
export interface Criteria {
  readonly key_grades?: readonly ('A' | 'B' | 'C' | 'D' | 'none')[]
  readonly key_list?: boolean
  readonly affiliations?: readonly string[]
  readonly shares?: readonly StratumShare[]
}

/** What an assessed object is criticised for, and by when it is put right. */
export interface Criticism {
  readonly sheet: string
  readonly reason: string
  readonly due_on: string
}

/** Take an answer, or give it back with what is missing and a new day. */
export interface DecideAnswer {
  readonly kind: 'decide-answer'
  readonly circular: string
  readonly addressee: string
  readonly accepted: boolean
  readonly opinion?: string
  readonly new_due_on?: string | null
}

/** Decide an enterprise's application for an account. */
export interface DecideApplication {
  readonly kind: 'decide-application'
  readonly application: string
  readonly outcome: ApplicationOutcome
  readonly enterprise?: string | null
  readonly unit?: number | null
  readonly supervision_class?: string
  readonly reason?: string
}

/** Decide an assessment: sheets stand still, honours and criticism are named. */
export interface DecideAssessment {
  readonly kind: 'decide-assessment'
  readonly assessment: string
  readonly decision: string
  readonly opinion?: string
  readonly honours?: readonly Honour[]
  readonly criticisms?: readonly Criticism[]
}

/** Accept or decline a proposed change of a file; who signs for an enterprise names its new unit. */
export interface DecideChange {
  readonly kind: 'decide-change'
  readonly change: string
  readonly accepted: boolean
  readonly unit?: number | null
  readonly reason?: string
}

/** Decide after acceptance on the spot: taken off the list, sent back, a later date, or the place is shut down. */
export interface DecideDelisting {
  readonly kind: 'decide-delisting'
  readonly listing: string
  readonly outcome: Acceptance
  readonly opinion: string
  readonly inspected_at: string
  readonly new_deadline?: string | null
  readonly photos?: readonly Photo[]
}

/** Grant or refuse a later date; the original date stays for statistics. */
export interface DecideExtension {
  readonly kind: 'decide-extension'
  readonly hazard: string
  readonly granted: boolean
  readonly reason?: string
}

/** Give leave to inspect, or refuse it; of an emergency afterwards. */
export interface DecideInspection {
  readonly kind: 'decide-inspection'
  readonly inspection: string
  readonly approved: boolean
  readonly opinion?: string
}

/** Approve a plan, or give it back with a reason; never who wrote or submitted it. */
export interface DecideInspectionPlan {
  readonly kind: 'decide-inspection-plan'
  readonly plan: string
  readonly approved: boolean
  readonly opinion?: string
}

/** Put an enterprise on the list with the conditions to leave, or refuse. */
export interface DecideKeyEntry {
  readonly kind: 'decide-key-entry'
  readonly entry: string
  readonly approved: boolean
  readonly opinion: string
  readonly conditions?: string
}

/** Take an enterprise off the list, or keep it there. */
export interface DecideKeyExit {
  readonly kind: 'decide-key-exit'
  readonly entry: string
  readonly approved: boolean
  readonly opinion: string
}

/** List a hazard, or raise it: who leads, who is responsible, until when; or refuse. */
export interface DecideListing {
  readonly kind: 'decide-listing'
  readonly listing: string
  readonly approved: boolean
  readonly opinion?: string
  readonly leader?: string
  readonly responsible_unit?: string
  readonly responsible_person?: string
  readonly responsible_phone?: string
  readonly deadline?: string | null
}

/** Decide what must follow where a hazard is long overdue: a case, a later date, or void. */
export interface DecideOverdue {
  readonly kind: 'decide-overdue'
  readonly hazard: string
  readonly decision: Forced
  readonly reason: string
  readonly new_due_on?: string | null
  readonly case_no?: string
}

/** Let a change of a plan hold, or not; never who asked for it. */
export interface DecidePlanChange {
  readonly kind: 'decide-plan-change'
  readonly change: string
  readonly approved: boolean
  readonly opinion?: string
}

/** Approve a plan, from its day on or another, or send it back; on its day it is published by itself. */
export interface DecideRedraw {
  readonly kind: 'decide-redraw'
  readonly redraw: string
  readonly approved: boolean
  readonly opinion?: string
  readonly effective_on?: string | null
}

/** Consent to resume after an examination on the spot, or order the stop again. */
export interface DecideResume {
  readonly kind: 'decide-resume'
  readonly hazard: string
  readonly consented: boolean
  readonly opinion: string
  readonly examined_at: string
  readonly second_inspector?: string | null
  readonly photos?: readonly Photo[]
}

/** Accept a signed report, or send it back to be corrected. */
export interface DecideSelfReport {
  readonly kind: 'decide-self-report'
  readonly report: string
  readonly accepted: boolean
  readonly opinion?: string
}

/** Declare that an inspector has to keep away from an enterprise. */
export interface DeclareConflict {
  readonly kind: 'declare-conflict'
  readonly conflict: string
  readonly inspector: string
  readonly enterprise: string
  readonly reason: string
}

/** Set aside what is no report of a hazard; `feedback` is what the reporter is told. */
export interface DiscardReport {
  readonly kind: 'discard-report'
  readonly report: string
  readonly reason: string
  readonly feedback: string
}

/** The forms of an inspection. Source: docs/rules.md 2.5. */
export type DocumentKind = 'scheme' | 'notice' | 'record' | 'measure' | 'order' | 'opinion' | 'receipt'

/** Draft the next version of a department's lists from what the files say today. */
export interface DraftList {
  readonly kind: 'draft-list'
  readonly list: string
  readonly district: number
  readonly department: string
  readonly classes: readonly string[]
}

/** Draw objects and inspectors by lot, from a seed of the server's; every draw stays in the record. */
export interface DrawInspectionPlan {
  readonly kind: 'draw-inspection-plan'
  readonly plan: string
  readonly base_revision: number
}

/** Draw the sample, once, from what the order kept and a seed. */
export interface DrawSpotCheck {
  readonly kind: 'draw-spot-check'
  readonly spot_check: string
  readonly seed?: string
}

/** Give a draft up; what is published stays as it is. */
export interface DropStandardDraft {
  readonly kind: 'drop-standard-draft'
  readonly standard: string
  readonly reason: string
}

/** Put a survey away. */
export interface DropSurvey {
  readonly kind: 'drop-survey'
  readonly survey: string
  readonly reason: string
}

/** So many points for each, at most so many. */
export interface Each {
  readonly kind: 'each'
  readonly points: number
  readonly most: number
}

/** Change the boundaries of a plan by one step, drawn on the revision that the planner saw. */
export interface EditRedraw {
  readonly kind: 'edit-redraw'
  readonly redraw: string
  readonly base_revision: number
  readonly op: MoveVertices | BendEdge | SplitUnit | MergeUnits | GiveGround | GiveEnterprises | RedrawBorder | FollowLine | RenameUnit | SetCode | ReplaceUnits
}

/** End a campaign before its last day, with the reason. */
export interface EndCampaign {
  readonly kind: 'end-campaign'
  readonly campaign: string
  readonly reason: string
}

/** End a declared conflict. */
export interface EndConflict {
  readonly kind: 'end-conflict'
  readonly conflict: string
  readonly reason: string
}

/** Let a district's own rule end; what it counted stays. */
export interface EndQualityRule {
  readonly kind: 'end-quality-rule'
  readonly rule: string
  readonly reason: string
}

/** Say that what a record tells is no more, since a day. */
export interface EndRecord {
  readonly kind: 'end-record'
  readonly record: string
  readonly ended_on: string
  readonly reason: string
  readonly visit?: string | null
  readonly photos?: readonly Photo[]
}

/** Log the entry at the gate, by the enterprise's code or by position; the visit is what is looked at inside. */
export interface EnterInspection {
  readonly kind: 'enter-inspection'
  readonly inspection: string
  readonly entered_at: string
  readonly method: EntryMethod
  readonly code?: string
  readonly fix?: Fix | null
  readonly visit?: string | null
}

/** Which enterprises of the own ground: of these towns, classes and grades; an empty part takes all. */
export interface EnterpriseFilter {
  readonly towns?: readonly number[]
  readonly classes?: readonly string[]
  readonly grades?: readonly string[]
}

/** How it was shown that the inspectors stood at the gate. Source: 国办发〔2024〕54号 (扫码入企). */
export type EntryMethod = 'code' | 'position'

/** The evaluation report after a major hazard was treated. */
export interface Evaluation {
  readonly by: Evaluator
  readonly evaluator: string
  readonly conclusion: string
  readonly evaluated_on: string
  readonly number?: string
}

/** Who evaluated the treatment. Source: 安监总局令第16号: own experts or a qualified agency. */
export type Evaluator = 'own' | 'agency'

/** What shows that an item is in order. */
export type Evidence = 'sight' | 'document' | 'record' | 'question' | 'test' | 'measurement' | 'photo'

/** One factor. Without a title the catalogues name it by its id. */
export interface Factor {
  readonly id: string
  readonly title?: string
  readonly measure: FieldMeasure | TagMeasure | RecordMeasure | CourseMeasure
  readonly scale: Steps | Words | Each
  readonly unknown?: Unknown
}

/** What is wrong at a place. */
export type FaultKind = 'ring' | 'overlap' | 'gap' | 'inlet' | 'beyond' | 'piece'

/** A basic fact of the file. */
export interface FieldMeasure {
  readonly of: 'field'
  readonly field: 'scale' | 'employees' | 'annual_output_yuan' | 'revenue_yuan' | 'assets_yuan' | 'supervision_class' | 'key_list'
}

/** Note with whom and under which number an approved plan is filed. */
export interface FileInspectionPlan {
  readonly kind: 'file-inspection-plan'
  readonly plan: string
  readonly number: string
  readonly filed_on: string
}

/** What the check on site found. Source: docs/rules.md 3.1, P7. */
export type Finding = 'true' | 'partly' | 'untrue'

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

/** Let the whole border of two units follow a guide, such as a road. */
export interface FollowLine {
  readonly kind: 'follow'
  readonly one: string
  readonly other: string
  readonly guide: readonly (readonly [number, number])[]
}

/** What may be decided of a hazard that is long overdue. Source: docs/rules.md 3.1, ladder. */
export type Forced = 'case' | 'extension' | 'void'

/** What stood on site where a report was true: a hazard of the one list, in the words of who checked. */
export interface FoundHazard {
  readonly hazard: string
  readonly enterprise: string
  readonly place: string
  readonly description: string
  readonly category: string
  readonly level?: HazardLevel
  readonly due_on: string
  readonly suggestion?: string
  readonly interim_measures?: string
  readonly fix?: Fix | null
  readonly shown?: readonly string[]
  readonly is_hidden?: boolean
}

/** How often the enterprise looks at an item itself. */
export type Frequency = 'each_shift' | 'daily' | 'weekly' | 'monthly' | 'quarterly' | 'half_yearly' | 'yearly' | 'on_change'

/** Give enterprises to another unit, with the ground that is nearer to them than to those that stay. */
export interface GiveEnterprises {
  readonly kind: 'give-enterprises'
  readonly giver: string
  readonly taker: string
  readonly enterprises: readonly string[]
  readonly islands?: boolean
}

/** Give the part of a unit inside a ring to another unit. */
export interface GiveGround {
  readonly kind: 'give-ground'
  readonly giver: string
  readonly taker: string
  readonly ground: readonly (readonly [number, number])[]
  readonly islands?: boolean
}

/** What one grade is owed: a visit and an inspection in so many days, at most so many inspections a year. */
export interface GradeFrequency {
  readonly grade: 'A' | 'B' | 'C' | 'D' | 'none'
  readonly visit_days: number
  readonly inspection_days: number
  readonly cap: number
  readonly checklists?: readonly string[]
}

/** Factors that share a cap: added up, or the greatest with a share of the others. */
export interface Group {
  readonly id: string
  readonly title?: string
  readonly cap?: number | null
  readonly combine?: 'sum' | 'max_plus'
  readonly share?: number
  readonly factors: readonly Factor[]
}

/** Hand the clean units of a district in: they become a plan of boundaries that is drawn on, submitted, decided. */
export interface HandInSurvey {
  readonly kind: 'hand-in-survey'
  readonly survey: string
  readonly base_revision: number
  readonly district: number
  readonly redraw: string
  readonly title: string
  readonly why?: string
}

/** Strictly general or major; local sub-levels are not levels. Source: Order 16 art 3; docs/rules.md 2.4. */
export type HazardLevel = 'general' | 'major'

/** A town, department, enterprise or person that is named as advanced; a person with the unit. */
export interface Honour {
  readonly honour_kind: HonourKind
  readonly name: string
  readonly unit?: string
  readonly reason: string
}

/** Who is honoured. Source: 武政办发〔2013〕20号 四-8 (先进镇、部门、企业及其先进个人). */
export type HonourKind = 'town' | 'department' | 'enterprise' | 'person'

/** Why an enterprise is inspected. Source: docs/rules.md 3.8 (basis), 2.7 (exceptions of the cap). */
export type InspectionGround = 'plan' | 'complaint' | 'reinspection' | 'transfer' | 'directed'

/** Send a text to offices and enterprises, asking them to sign, and by a day to answer if wanted. */
export interface IssueCircular {
  readonly kind: 'issue-circular'
  readonly circular: string
  readonly office: string
  readonly circular_kind: CircularKind
  readonly title: string
  readonly body: string
  readonly offices?: readonly string[]
  readonly enterprises?: EnterpriseFilter | null
  readonly due_on?: string | null
  readonly wants_answer?: boolean
  readonly period?: string
  readonly attachments?: readonly Attachment[]
}

/** Give a form its number and freeze it; `replaces` names the voided one it stands for. */
export interface IssueDocument {
  readonly kind: 'issue-document'
  readonly inspection: string
  readonly document: string
  readonly document_kind: DocumentKind
  readonly said: Said
  readonly replaces?: string | null
}

/** Tell an enterprise, on a numbered paper, what to rectify by when; an order of an inspection takes its number. */
export interface IssueNotice {
  readonly kind: 'issue-notice'
  readonly notice: string
  readonly enterprise: string
  readonly notice_kind: NoticeKind
  readonly items: readonly NoticeItem[]
  readonly second_inspector?: string | null
  readonly inspection?: string | null
}

/** Log that the inspectors left. */
export interface LeaveInspection {
  readonly kind: 'leave-inspection'
  readonly inspection: string
  readonly left_at: string
  readonly fix?: Fix | null
}

/** Enter who came from the organiser's list; whoever is on it already stays as entered. */
export interface ListAttendance {
  readonly kind: 'list-attendance'
  readonly training: string
  readonly attendees: readonly Attendee[]
}

/** What a department is to an enterprise: it supervises, guides or serves it. */
export type ListKind = 'supervise' | 'guide' | 'serve'

/** Which level supervises the treatment of a major hazard by name, lowest first. Source: docs/rules.md 3.2. */
export type ListLevel = 'town' | 'district' | 'city' | 'province'

/** Say that the own department supervises an enterprise directly and keeps its data, or no longer. */
export interface LockSupervision {
  readonly kind: 'lock-supervision'
  readonly enterprise: string
  readonly locked: boolean
  readonly reason: string
  readonly since?: string | null
}

/** Take an enterprise among the units of the trial operation, or out of it again. */
export interface MarkTrial {
  readonly kind: 'mark-trial'
  readonly enterprise: string
  readonly trial: boolean
  readonly reason: string
}

/** Who puts right what a rule finds. */
export type Mender = 'enterprise' | 'officer' | 'town' | 'department'

/** Decide that an entry is the same enterprise as another, which goes on. */
export interface MergeEnterprises {
  readonly kind: 'merge-enterprises'
  readonly merge: string
  readonly enterprise: string
  readonly master: string
  readonly reason: string
}

/** Decide that two entries are one hazard; the master goes on. */
export interface MergeHazard {
  readonly kind: 'merge-hazard'
  readonly hazard: string
  readonly master: string
  readonly reason: string
}

/** Make one visit of inspections of several authorities at one enterprise. */
export interface MergeTasks {
  readonly kind: 'merge-tasks'
  readonly task: string
  readonly others: readonly string[]
}

/** Merge units that touch into one of them; the others end. */
export interface MergeUnits {
  readonly kind: 'merge'
  readonly units: readonly string[]
  readonly into: string
}

/** A grading method: 0 to 100 points, higher is worse. */
export interface Method {
  readonly groups: readonly Group[]
  readonly vetoes?: readonly Veto[]
  readonly bands: Bands
  readonly filled_by?: string
  readonly review_days?: number
  readonly note?: string
}

/** A part of a treatment plan, and its day. */
export interface Milestone {
  readonly what: string
  readonly due_on: string
}

/** Put an enterprise of a draft onto another of the three lists, for a stated reason. */
export interface MoveListed {
  readonly kind: 'move-listed'
  readonly list: string
  readonly base_revision: number
  readonly enterprise: string
  readonly list_kind: ListKind
  readonly reason: string
}

/** Move shared vertices: every unit that has one follows. */
export interface MoveVertices {
  readonly kind: 'move'
  readonly moves: readonly VertexMove[]
}

/** One hazard on a notice: what to do by when. */
export interface NoticeItem {
  readonly hazard: string
  readonly due_on: string
  readonly demand: string
}

/** The grid reminds, two licensed inspectors order. Source: docs/rules.md 0.1, 2.5. */
export type NoticeKind = 'reminder' | 'rectification_order'

/** What is assessed. Source: 武政办发〔2013〕20号 四-7 (各地、各部门及相关企业). */
export type ObjectKind = 'town' | 'department' | 'enterprise'

/** Open an assessment of these objects over a period; its standard stands from then on. */
export interface OpenAssessment {
  readonly kind: 'open-assessment'
  readonly assessment: string
  readonly title: string
  readonly object_kind: ObjectKind
  readonly objects: readonly string[]
  readonly period_first: string
  readonly period_last: string
  readonly pass_percent: number
  readonly source?: string
  readonly items: readonly AssessmentItem[]
}

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

/** Ask leave to inspect: why, on which basis, what, when, who; an emergency starts before the answer. */
export interface OpenInspection {
  readonly kind: 'open-inspection'
  readonly inspection: string
  readonly enterprise: string
  readonly ground: InspectionGround
  readonly announced: boolean
  readonly purpose: string
  readonly basis: string
  readonly content: string
  readonly method?: string
  readonly planned_on: string
  readonly second_inspector?: string | null
  readonly emergency?: boolean
  readonly emergency_reason?: string
  readonly follows?: string | null
}

/** Open the name and contact of who reported, for a reason; the ledger keeps who read it and why. */
export interface OpenReporter {
  readonly kind: 'open-reporter'
  readonly report: string
  readonly reason: string
}

/** What re-inspection says of one item of an order. */
export interface OpinionItem {
  readonly hazard: string
  readonly passed: boolean
  readonly opinion: string
}

/** Take the visits of a day in an order of one's own. */
export interface OrderDay {
  readonly kind: 'order-day'
  readonly day: string
  readonly tasks: readonly string[]
}

/** Have the enterprises of a district, or of one class of it, graded as of today; only those due, if so asked. */
export interface OrderGrading {
  readonly kind: 'order-grading'
  readonly run: string
  readonly district: number
  readonly supervision_class?: string | null
  readonly only_due?: boolean
  readonly note?: string
}

/** Set an inspection outside of the plan, for a stated reason; beyond the cap only for one that is not counted. */
export interface OrderInspection {
  readonly kind: 'order-inspection'
  readonly task: string
  readonly enterprise: string
  readonly authority: string
  readonly basis: Basis
  readonly reason: string
  readonly due_on: string
  readonly officer: string
  readonly second: string
}

/** Decide on the spot what is stopped while a major hazard lasts: nothing, a part, or all. */
export interface OrderMeasure {
  readonly kind: 'order-measure'
  readonly hazard: string
  readonly measure: Stop
  readonly stopped?: string
  readonly basis: string
  readonly ordered_at: string
  readonly second_inspector?: string | null
  readonly photos?: readonly Photo[]
}

/** Order a spot check of one period's self-reports: who could be drawn is kept as it is now. */
export interface OrderSpotCheck {
  readonly kind: 'order-spot-check'
  readonly spot_check: string
  readonly district: number
  readonly supervision_class?: string | null
  readonly title: string
  readonly period: string
  readonly due_on: string
  readonly strata: readonly SpotStratum[]
}

/** Have the tasks of a district made, balanced and ordered now and not only at night. */
export interface OrderTasks {
  readonly kind: 'order-tasks'
  readonly run: string
  readonly district: number
}

/** A unit as a file or a proposal has it; a key that is not there yet makes a new unit of that code. */
export interface Outline {
  readonly key: string
  readonly name?: string
  readonly town?: number | null
  readonly village?: number | null
  readonly parts: readonly (readonly (readonly (readonly [number, number])[])[])[]
}

/** A picture by the hash of its stored bytes, with when and where it was taken. */
export interface Photo {
  readonly sha256: string
  readonly taken_at: string
  readonly fix?: Fix | null
}

/** Plan a session of the own office; who should come follows from roles, towns and the filter of enterprises. */
export interface PlanTraining {
  readonly kind: 'plan-training'
  readonly training: string
  readonly office: string
  readonly topic: TrainingTopic
  readonly form: TrainingForm
  readonly title: string
  readonly starts_at: string
  readonly ends_at: string
  readonly venue: string
  readonly roles?: readonly string[]
  readonly towns?: readonly number[]
  readonly enterprises?: EnterpriseFilter | null
  readonly materials?: readonly Attachment[]
  readonly quiz?: readonly Question[]
  readonly pass_percent?: number
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

/** Propose an enterprise for the list: why, what shows it, what it must do to leave again. */
export interface ProposeKeyEntry {
  readonly kind: 'propose-key-entry'
  readonly entry: string
  readonly enterprise: string
  readonly hazard?: string | null
  readonly reason: string
  readonly evidence?: string
  readonly conditions?: string
  readonly photos?: readonly Photo[]
}

/** Propose that a level supervises the treatment of a major hazard by name. */
export interface ProposeListing {
  readonly kind: 'propose-listing'
  readonly listing: string
  readonly hazard: string
  readonly level: ListLevel
  readonly reason: string
}

/** Propose that the authority stops work; whoever patrols stops nothing. */
export interface ProposeMeasure {
  readonly kind: 'propose-measure'
  readonly hazard: string
  readonly measure: Stop
  readonly reason: string
  readonly photos?: readonly Photo[]
}

/** Hand an enterprise that moved over to another town, whose office signs for it and puts it into a unit. */
export interface ProposeMove {
  readonly kind: 'propose-move'
  readonly change: string
  readonly enterprise: string
  readonly town: number
  readonly reason: string
  readonly address?: string
  readonly photos?: readonly Photo[]
}

/** Ask for one inspection more, one less, or one in another month, with the reason. */
export interface ProposePlanChange {
  readonly kind: 'propose-plan-change'
  readonly change: string
  readonly plan: string
  readonly op: 'add' | 'drop' | 'move'
  readonly enterprise: string
  readonly turn?: number | null
  readonly month?: number | null
  readonly reason: string
}

/** Let content and frequency by grade hold from a day on, for a class or, without one, for all of a district. */
export interface PublishFrequency {
  readonly kind: 'publish-frequency'
  readonly frequency: string
  readonly district: number
  readonly supervision_class?: string | null
  readonly title: string
  readonly grades: readonly GradeFrequency[]
  readonly valid_from: string
  readonly reason: string
}

/** Let a version hold from a day on; it takes the place of the one before. */
export interface PublishGradingMethod {
  readonly kind: 'publish-grading-method'
  readonly method: string
  readonly base_revision: number
  readonly valid_from: string
}

/** Publish a draft as it was read: it gets its number and today's date, and stays as it is. */
export interface PublishList {
  readonly kind: 'publish-list'
  readonly list: string
  readonly base_revision: number
  readonly note?: string
}

/** Show a member of a cohort to all: a title, what others can learn, photos. Published again, it is a new version. */
export interface PublishModel {
  readonly kind: 'publish-model'
  readonly cohort: string
  readonly enterprise: string
  readonly base?: number
  readonly title: string
  readonly body: string
  readonly photos?: readonly string[]
}

/** Say for a district whom a phase asks and by when, from a day on. */
export interface PublishPhase {
  readonly kind: 'publish-phase'
  readonly phase: string
  readonly district: number
  readonly number: number
  readonly name: string
  readonly starts_on: string
  readonly target_on: string
  readonly min_output_yuan?: number | null
  readonly classes?: readonly string[]
  readonly tags?: readonly string[]
  readonly everyone?: boolean
  readonly valid_from: string
  readonly reason: string
}

/** Let an approved plan hold, on the day that was decided: done by the calendar and nobody else. */
export interface PublishRedraw {
  readonly kind: 'publish-redraw'
  readonly redraw: string
  readonly revision: number
}

/** Let the draft hold as the next version from a day on; the version before it ends that day. */
export interface PublishStandard {
  readonly kind: 'publish-standard'
  readonly standard: string
  readonly base_revision: number
  readonly valid_from: string
}

/** One question with its choices; `right` is the place of the right one, from 0. */
export interface Question {
  readonly text: string
  readonly choices: readonly string[]
  readonly right: number
}

/** Propose that a higher level takes a listed hazard over. */
export interface RaiseListing {
  readonly kind: 'raise-listing'
  readonly listing: string
  readonly level: ListLevel
  readonly reason: string
}

/** Open a circular for the own office or enterprise; the first time is its receipt. */
export interface ReadCircular {
  readonly kind: 'read-circular'
  readonly circular: string
  readonly addressee: string
}

/** Draw the edits of a plan anew on the grid units as they are today. */
export interface RebaseRedraw {
  readonly kind: 'rebase-redraw'
  readonly redraw: string
  readonly base_revision: number
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
  readonly criteria?: readonly string[]
  readonly suggestion?: string
  readonly interim_measures?: string
  readonly due_on?: string | null
  readonly responsible?: string
  readonly spot_check?: string | null
}

/** Records of a topic of the file: how many, or the largest, least or sum of a field. */
export interface RecordMeasure {
  readonly of: 'records'
  readonly topic: string
  readonly take?: 'count' | 'max' | 'min' | 'sum'
  readonly field?: string | null
  readonly where?: readonly (readonly Condition[])[]
  readonly dated?: string | null
  readonly months?: number | null
}

/** Put on record what was found at one enterprise, item by item, and the hazards it had not reported. */
export interface RecordSpotCheck {
  readonly kind: 'record-spot-check'
  readonly target: string
  readonly started_at: string
  readonly finished_at: string
  readonly results?: readonly SpotResult[]
  readonly missed?: readonly string[]
  readonly impossible?: string
  readonly second_inspector?: string | null
  readonly person_met?: string
  readonly remark?: string
  readonly photos?: readonly Photo[]
  readonly fix?: Fix | null
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

/** Do the edit again that was taken back last. */
export interface RedoRedraw {
  readonly kind: 'redo-redraw'
  readonly redraw: string
  readonly base_revision: number
}

/** Take the step again that was taken back last. */
export interface RedoSurvey {
  readonly kind: 'redo-survey'
  readonly survey: string
  readonly base_revision: number
}

/** Replace the border of two units, between where a line leaves and meets it, by the line. */
export interface RedrawBorder {
  readonly kind: 'redraw-border'
  readonly one: string
  readonly other: string
  readonly line: readonly (readonly [number, number])[]
}

/** Enter an enterprise that is in no list yet, where one stands or by its papers. */
export interface RegisterEnterprise {
  readonly kind: 'register-enterprise'
  readonly enterprise: string
  readonly unit: number
  readonly name: string
  readonly address: string
  readonly supervision_class: string
  readonly uscc?: string | null
  readonly unlicensed?: boolean
  readonly fix?: Fix | null
  readonly reason: string
  readonly photos?: readonly Photo[]
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

/** What is done about a fault. */
export type Remedy = 'mend' | 'give' | 'cut' | 'keep' | 'leave'

/** Take an enterprise out of a cohort; that it was in stays readable. */
export interface RemoveModel {
  readonly kind: 'remove-model'
  readonly cohort: string
  readonly enterprise: string
  readonly reason: string
}

/** Give a unit another name. */
export interface RenameUnit {
  readonly kind: 'rename'
  readonly unit: string
  readonly name: string
}

/** Open a closed hazard again: it came back, or the work was not done. */
export interface ReopenHazard {
  readonly kind: 'reopen-hazard'
  readonly hazard: string
  readonly reason: string
  readonly due_on: string
  readonly photos?: readonly Photo[]
}

/** Take the outlines of a file or a proposal for these units; `ended` names units that end. */
export interface ReplaceUnits {
  readonly kind: 'replace'
  readonly units: readonly Outline[]
  readonly ended?: readonly string[]
}

/** Keep an accident of an enterprise: when, where, what, how many, and when who was told. */
export interface ReportAccident {
  readonly kind: 'report-accident'
  readonly record: string
  readonly enterprise: string
  readonly happened_at: string
  readonly told_at?: string | null
  readonly sent_up_at?: string | null
  readonly place: string
  readonly brief: string
  readonly accident_type: string
  readonly deaths: number
  readonly serious_injuries: number
  readonly loss_yuan?: number | null
  readonly hazards?: readonly string[]
}

/** Report a month's progress of a listed hazard; a second report of the month takes the first one's place. */
export interface ReportProgress {
  readonly kind: 'report-progress'
  readonly listing: string
  readonly month: string
  readonly text: string
  readonly funds_yuan: number
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

/** Give a task back, with the reason; who hands out tasks hands it to somebody else. */
export interface ReturnTask {
  readonly kind: 'return-task'
  readonly task: string
  readonly reason: string
}

/** Send a transferred hazard back with a reason. */
export interface ReturnTransfer {
  readonly kind: 'return-transfer'
  readonly hazard: string
  readonly reason: string
}

/** Approve the plan of a major hazard, with the day of each milestone, or send it back. */
export interface ReviewPlan {
  readonly kind: 'review-plan'
  readonly hazard: string
  readonly approved: boolean
  readonly opinion: string
  readonly due_on?: string | null
  readonly milestones?: readonly Milestone[]
}

/** Accept what an inspection brought, or send it back to be done again. */
export interface ReviewTask {
  readonly kind: 'review-task'
  readonly task: string
  readonly accepted: boolean
  readonly opinion?: string
}

/** Make the link and the QR code of a notice stop working. */
export interface RevokeNoticeLink {
  readonly kind: 'revoke-notice-link'
  readonly notice: string
  readonly reason: string
}

/** What the authority decided to give the reporter. Source: 安全生产法 art 76. */
export type Reward = 'none' | 'certificate' | 'money'

/** Record what was decided about a reward. */
export interface RewardReport {
  readonly kind: 'reward-report'
  readonly report: string
  readonly reward: Reward
  readonly amount_yuan?: number
  readonly fine_yuan?: number
  readonly concealed_deaths?: number
  readonly decision: string
}

/** How a row of a compared list is worked off. */
export type RosterAct = 'register' | 'propose' | 'merge' | 'two' | 'status' | 'out_of_scope'

/** What inspectors write on a form; the server knows the rest. What a form needs: grids/inspections.py. */
export interface Said {
  readonly place?: string
  readonly began_at?: string | null
  readonly ended_at?: string | null
  readonly met?: string
  readonly post?: string
  readonly phone?: string
  readonly content?: string
  readonly findings?: string
  readonly handling?: string
  readonly basis?: string
  readonly remark?: string
  readonly refused?: boolean
  readonly refusal?: string
  readonly signature?: string | null
  readonly signature_second?: string | null
  readonly signature_met?: string | null
  readonly items?: readonly OpinionItem[]
  readonly documents?: readonly string[]
  readonly mode?: ServiceMode | null
}

/** Keep a form as a draft; it has no number and may be written again. */
export interface SaveDocument {
  readonly kind: 'save-document'
  readonly inspection: string
  readonly document: string
  readonly document_kind: DocumentKind
  readonly said: Said
}

/** Write the whole draft of the next version, on the revision that was seen. */
export interface SaveStandard {
  readonly kind: 'save-standard'
  readonly standard: string
  readonly base_revision: number
  readonly header: StandardHeader
  readonly items: readonly StandardItem[]
}

/** Score an item that no indicator counts; a later score follows the first, which stays. */
export interface ScoreAssessment {
  readonly kind: 'score-assessment'
  readonly sheet: string
  readonly item: string
  readonly entry: string
  readonly points: number
  readonly reason?: string
  readonly attachments?: readonly Attachment[]
}

/** What was seen for one item; every item that was looked at is named, those left out were not checked. */
export interface SelfAnswer {
  readonly item: string
  readonly result: AnswerResult
  readonly remark?: string
  readonly hazard?: string | null
  readonly off?: number | null
}

/** The figures of a report as the principal saw and signed them. */
export interface SelfFigures {
  readonly checks: number
  readonly items: number
  readonly general_found: number
  readonly general_closed: number
  readonly major_found: number
  readonly major_closed: number
  readonly major_planned: number
  readonly major_in_place: number
  readonly funds: number
}

/** How a document was served. Source: docs/rules.md 2.5 (送达回执); 民事诉讼法 ch. 7 section 2. */
export type ServiceMode = 'direct' | 'left' | 'mail' | 'proxy' | 'electronic' | 'public'

/** Give a unit another code, unique in the district. */
export interface SetCode {
  readonly kind: 'set-code'
  readonly unit: string
  readonly code: string
}

/** Decide where an enterprise is in its life: it stopped, resumed, is gone; from today on. */
export interface SetStatus {
  readonly kind: 'set-status'
  readonly enterprise: string
  readonly status: string
  readonly reason: string
  readonly photos?: readonly Photo[]
}

/** Settle faults alike, as a person decided. */
export interface SettleFaults {
  readonly kind: 'settle-faults'
  readonly survey: string
  readonly base_revision: number
  readonly faults: readonly string[]
  readonly remedy: Remedy
  readonly taker?: string | null
  readonly reason?: string
}

/** Answer a report with what the check found: true with the hazard or the accident, untrue with evidence. */
export interface SettleReport {
  readonly kind: 'settle-report'
  readonly report: string
  readonly finding: Finding
  readonly reason: string
  readonly feedback: string
  readonly found?: FoundHazard | null
  readonly accident?: string | null
  readonly photos?: readonly Photo[]
  readonly expected_version?: number | null
}

/** Work off one row of a list that was compared with the register, by one act. */
export interface SettleRosterRow {
  readonly kind: 'settle-roster-row'
  readonly roster: string
  readonly row: number
  readonly way: RosterAct
  readonly reason: string
  readonly new: string
  readonly unit?: number | null
  readonly status?: string
  readonly supervision_class?: string
}

/** Name the supervisor of an enterprise on one side; who was named before ends today. */
export interface SettleSupervisor {
  readonly kind: 'settle-supervisor'
  readonly enterprise: string
  readonly side: Side
  readonly person: string
  readonly reason: string
}

/** Which of the two supervisors: of the ground, or of the trade. */
export type Side = 'territorial' | 'industry'

/** Sign for a circular by name. */
export interface SignCircular {
  readonly kind: 'sign-circular'
  readonly circular: string
  readonly addressee: string
  readonly signed_by: string
}

/** Sign for an issued document as the enterprise. */
export interface SignDocument {
  readonly kind: 'sign-document'
  readonly document: string
  readonly signed_by: string
  readonly signature?: string | null
}

/** Sign in on the spot with the code that is shown there, for oneself or for the own enterprise. */
export interface SignInTraining {
  readonly kind: 'sign-in-training'
  readonly training: string
  readonly subject: string
  readonly code: string
  readonly name?: string
}

/** Hand the report of a period in, signed by the principal; a second time it is a correction with its reason. */
export interface SignSelfReport {
  readonly kind: 'sign-self-report'
  readonly report: string
  readonly enterprise: string
  readonly period: string
  readonly figures: SelfFigures
  readonly principal: string
  readonly signature: string
  readonly signed_at: string
  readonly reason?: string
}

/** Split a unit along a line; the larger part keeps code and name. Without a code one is made. */
export interface SplitUnit {
  readonly kind: 'split'
  readonly unit: string
  readonly line: readonly (readonly [number, number])[]
  readonly new_code?: string | null
  readonly new_name?: string | null
}

/** What was found of one item; what is not true says what was seen. */
export interface SpotResult {
  readonly item: string
  readonly verdict: SpotVerdict
  readonly remark?: string
}

/** So many enterprises of those that fit; what is left out fits all. */
export interface SpotStratum {
  readonly size: number
  readonly town?: number | null
  readonly supervision_class?: string | null
  readonly grade?: 'A' | 'B' | 'C' | 'D' | 'none' | null
  readonly zero?: boolean | null
}

/** What was found on the spot of one thing an enterprise reported. */
export type SpotVerdict = 'true' | 'not_true'

/** What a standard is called and whom it is for; no class means every class, a tag narrows to those that bear it. */
export interface StandardHeader {
  readonly name: string
  readonly name_en?: string
  readonly classes?: readonly string[]
  readonly tags?: readonly string[]
}

/** One item with its two faces: what the enterprise does and how, what the regulator looks at and how. */
export interface StandardItem {
  readonly code: string
  readonly category: string
  readonly level?: HazardLevel
  readonly title: string
  readonly title_en?: string
  readonly do?: string
  readonly do_en?: string
  readonly do_how?: string
  readonly do_how_en?: string
  readonly look?: string
  readonly look_en?: string
  readonly how?: string
  readonly how_en?: string
  readonly evidence?: readonly Evidence[]
  readonly frequency?: Frequency | null
  readonly law?: string
  readonly law_en?: string
  readonly penalty?: string
  readonly penalty_en?: string
  readonly criteria?: readonly string[]
  readonly points?: number | null
  readonly deduction?: string
}

/** Name a campaign: which enterprises, which kinds of hazards, from when to when. */
export interface StartCampaign {
  readonly kind: 'start-campaign'
  readonly campaign: string
  readonly district: number
  readonly title: string
  readonly first: string
  readonly last: string
  readonly classes?: readonly string[]
  readonly grades?: readonly ('A' | 'B' | 'C' | 'D' | 'none')[]
  readonly tags?: readonly string[]
  readonly categories?: readonly string[]
}

/** Begin the cohort of a year in a district. */
export interface StartCohort {
  readonly kind: 'start-cohort'
  readonly cohort: string
  readonly district: number
  readonly title: string
  readonly year: number
}

/** Begin a plan to redraw the grid units of a district, or of one town of it. */
export interface StartRedraw {
  readonly kind: 'start-redraw'
  readonly redraw: string
  readonly district: number
  readonly town?: number | null
  readonly title: string
  readonly why?: string
}

/** Begin a standard of a district's department, with an empty draft. */
export interface StartStandard {
  readonly kind: 'start-standard'
  readonly standard: string
  readonly district: number
  readonly code: string
  readonly header: StandardHeader
}

/** Begin to work on a file that was read: whose bytes have this hash, in the coordinate system that was named. */
export interface StartSurvey {
  readonly kind: 'start-survey'
  readonly survey: string
  readonly file_name: string
  readonly sha256: string
  readonly crs: string
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

/** From this number on, so many points. */
export interface Step {
  readonly at_least: number
  readonly points: number
}

/** Points by the highest step that is reached; under all of them none. */
export interface Steps {
  readonly kind: 'steps'
  readonly steps: readonly Step[]
}

/** How much of an enterprise's work is stopped on the spot. Source: 安全生产法 art 65, 70. */
export type Stop = 'none' | 'partial' | 'full'

/** How much of a grade is drawn by lot. */
export interface StratumShare {
  readonly grade: 'A' | 'B' | 'C' | 'D' | 'none'
  readonly share: number
}

/** What a report tells of. Source: 安全生产法 art 74; Order 493 art 4 (concealed accidents). */
export type Subject = 'hazard' | 'accident'

/** Hand a drawn plan in. */
export interface SubmitInspectionPlan {
  readonly kind: 'submit-inspection-plan'
  readonly plan: string
  readonly base_revision: number
}

/** Hand in the three-part report and six-part plan of a major hazard. */
export interface SubmitPlan {
  readonly kind: 'submit-plan'
  readonly hazard: string
  readonly causes?: string
  readonly harm?: string
  readonly goals?: string
  readonly methods?: string
  readonly funds?: string
  readonly funds_yuan?: number | null
  readonly responsible?: string
  readonly responsible_person?: string
  readonly time_limit?: string
  readonly milestones?: readonly Milestone[]
  readonly interim_measures?: string
  readonly emergency_measures?: string
  readonly photos?: readonly Photo[]
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
  readonly evaluation?: Evaluation | null
}

/** Hand a plan in for approval, with the day from which it is to hold. */
export interface SubmitRedraw {
  readonly kind: 'submit-redraw'
  readonly redraw: string
  readonly base_revision: number
  readonly effective_on: string
}

/** Put a self-check on record: by which list, what was looked at, what was found. */
export interface SubmitSelfCheck {
  readonly kind: 'submit-self-check'
  readonly self_check: string
  readonly enterprise: string
  readonly checklist_version: number
  readonly started_at: string
  readonly finished_at: string
  readonly answers: readonly SelfAnswer[]
  readonly area?: string
  readonly checker: string
  readonly remark?: string
  readonly photos?: readonly Photo[]
}

/** Tell later what was not known; every version before stays. Left out means unchanged. */
export interface SupplementAccident {
  readonly kind: 'supplement-accident'
  readonly record: string
  readonly deaths?: number | null
  readonly serious_injuries?: number | null
  readonly loss_yuan?: number | null
  readonly told_at?: string | null
  readonly sent_up_at?: string | null
  readonly hazards?: readonly string[] | null
  readonly reason: string
  readonly expected_version?: number | null
}

/** Whether the file carries a tag: 1 or 0. */
export interface TagMeasure {
  readonly of: 'tag'
  readonly tag: string
}

/** Answer the quiz of a session: the place of the chosen answer for each question. */
export interface TakeQuiz {
  readonly kind: 'take-quiz'
  readonly training: string
  readonly subject: string
  readonly answers: readonly number[]
}

/** Write down a report that came by phone, by letter or from another system; who made it stays with that system. */
export interface TakeReport {
  readonly kind: 'take-report'
  readonly report: string
  readonly area: number
  readonly channel: Channel
  readonly external_id?: string
  readonly feedback_due_on?: string | null
  readonly subject?: Subject
  readonly words: string
  readonly place: string
  readonly point?: readonly [number, number] | null
  readonly enterprise_named?: string
  readonly is_employee?: boolean
}

/** Settle open faults as suggested: those that have one answer, or with `up_to_m` all that are no wider. */
export interface TakeSuggestions {
  readonly kind: 'take-suggestions'
  readonly survey: string
  readonly base_revision: number
  readonly kinds?: readonly FaultKind[]
  readonly up_to_m?: number | null
}

/** What a field of a record is tested for. */
export type Test = 'in' | 'empty' | 'filled' | 'expired' | 'older'

/** How it is taught. Source: 武政办发〔2013〕20号 六-3 (several forms and channels); the list is ours. */
export type TrainingForm = 'classroom' | 'on_site' | 'online'

/** What is taught. Source: 武政办发〔2013〕20号 六-3. */
export type TrainingTopic = 'self_report' | 'standards' | 'system'

/** Offer the hazard to the body that is competent; it must sign. */
export interface TransferHazard {
  readonly kind: 'transfer-hazard'
  readonly hazard: string
  readonly to_area: number
  readonly reason: string
}

/** Give a report to the town, or to the district, that is competent. */
export interface TransferReport {
  readonly kind: 'transfer-report'
  readonly report: string
  readonly to_area: number
  readonly reason: string
}

/** Take a merge back within its days: the entry is an enterprise again, as it was. */
export interface UndoMerge {
  readonly kind: 'undo-merge'
  readonly enterprise: string
  readonly reason: string
}

/** Take the last edit of a plan back. */
export interface UndoRedraw {
  readonly kind: 'undo-redraw'
  readonly redraw: string
  readonly base_revision: number
}

/** Take the last step on the list back. */
export interface UndoSurvey {
  readonly kind: 'undo-survey'
  readonly survey: string
  readonly base_revision: number
}

/** What a factor counts whose measure nobody knows: anything it could be, nothing, or the worst. */
export type Unknown = 'range' | 'zero' | 'worst'

/** Go through the whole file on site and find it unchanged. */
export interface VerifyFile {
  readonly kind: 'verify-file'
  readonly enterprise: string
  readonly verified_at: string
  readonly visit?: string | null
  readonly fix?: Fix | null
  readonly photos?: readonly Photo[]
}

/** Stand at the enterprise and fix where it is. */
export interface VerifyPosition {
  readonly kind: 'verify-position'
  readonly enterprise: string
  readonly fix: Fix
  readonly verified_at: string
  readonly photos?: readonly Photo[]
}

/** See with one's own eyes that a record is true. */
export interface VerifyRecord {
  readonly kind: 'verify-record'
  readonly record: string
  readonly verified_at: string
  readonly fix?: Fix | null
  readonly photos?: readonly Photo[]
}

/** From which boundary vertex to where. */
export interface VertexMove {
  readonly at: readonly [number, number]
  readonly to: readonly [number, number]
}

/** What makes an enterprise D whatever it scored. */
export interface Veto {
  readonly id: string
  readonly title?: string
  readonly measure: FieldMeasure | TagMeasure | RecordMeasure | CourseMeasure
  readonly at_least?: number
}

/** A patrol is no inspection. Source: 国办发〔2024〕54号; docs/rules.md 0.1. */
export type VisitKind = 'patrol' | 'inspection' | 'reinspection'

/** How a visit ended; all but `inspected` and `suspended` question the file. Source: docs/rules.md 3.3. */
export type VisitOutcome = 'inspected' | 'closed_door' | 'suspended' | 'moved' | 'not_found' | 'refused' | 'new_owner' | 'several_units'

/** Say that an issued document does not count; it keeps its number, which nobody takes again. */
export interface VoidDocument {
  readonly kind: 'void-document'
  readonly document: string
  readonly reason: string
}

/** Take a wrong entry off the figures; it stays readable. */
export interface VoidHazard {
  readonly kind: 'void-hazard'
  readonly hazard: string
  readonly reason: string
}

/** Let a task go, with the reason; the next one counts from its due day. */
export interface WaiveTask {
  readonly kind: 'waive-task'
  readonly task: string
  readonly reason: string
}

/** Withdraw a decision with a reason; it stays in the history, and the assessment is open again. */
export interface WithdrawAssessment {
  readonly kind: 'withdraw-assessment'
  readonly assessment: string
  readonly reason: string
}

/** Withdraw a circular; it stays readable as withdrawn, and nothing is owed any more. */
export interface WithdrawCircular {
  readonly kind: 'withdraw-circular'
  readonly circular: string
  readonly reason: string
}

/** Give a draft up; it stays readable. */
export interface WithdrawGradingMethod {
  readonly kind: 'withdraw-grading-method'
  readonly method: string
  readonly reason: string
}

/** Give a draft up. */
export interface WithdrawList {
  readonly kind: 'withdraw-list'
  readonly list: string
  readonly reason: string
}

/** Take a story down and say why; it stays readable to who may publish. */
export interface WithdrawModel {
  readonly kind: 'withdraw-model'
  readonly cohort: string
  readonly enterprise: string
  readonly reason: string
}

/** Give a plan up before it is published; it stays readable. */
export interface WithdrawRedraw {
  readonly kind: 'withdraw-redraw'
  readonly redraw: string
  readonly reason: string
}

/** For this value, so many points. */
export interface Word {
  readonly word: string
  readonly points: number
}

/** Points by value; a value that is not listed is as if unknown. */
export interface Words {
  readonly kind: 'words'
  readonly words: readonly Word[]
}

/** Write the contact table of one's own office, to hold from a day on; versions before it stay. */
export interface WriteContacts {
  readonly kind: 'write-contacts'
  readonly table: string
  readonly office: string
  readonly base_version: number
  readonly valid_from: string
  readonly seal_unit: string
  readonly contacts: readonly Contact[]
  readonly remark?: string
}

/** Begin a version of a grading method, or write on the draft as it was seen; without a class it is for all. */
export interface WriteGradingMethod {
  readonly kind: 'write-grading-method'
  readonly method: string
  readonly district: number
  readonly supervision_class?: string | null
  readonly title: string
  readonly body: Method
  readonly base_revision?: number
}

/** Begin the plan of an authority for a year, or write on the draft as it was seen. */
export interface WriteInspectionPlan {
  readonly kind: 'write-inspection-plan'
  readonly plan: string
  readonly district: number
  readonly authority: string
  readonly classes?: readonly string[]
  readonly year: number
  readonly title: string
  readonly criteria: Criteria
  readonly base_revision?: number
}

/** Add a rule to those of a district, from a day on; both conditions are CQL2 over the facts of a file. */
export interface WriteQualityRule {
  readonly kind: 'write-quality-rule'
  readonly rule: string
  readonly district: number
  readonly name: string
  readonly advice: string
  readonly aspect: Aspect
  readonly owner: Mender
  readonly weight: number
  readonly applies: string
  readonly holds: string
  readonly valid_from: string
}

export type Command =
  | AcceptReport
  | AcceptTask
  | AcceptTransfer
  | AcknowledgeNotice
  | ActivateInspectionPlan
  | AddRecord
  | AnswerAppeal
  | AnswerCircular
  | AppealAssessment
  | ApplyDelisting
  | ApplyKeyExit
  | ApplyResume
  | ApproveGrades
  | ArchiveRedraw
  | AssessOwnWork
  | AssignSpotCheck
  | AssignTask
  | AssignUnit
  | CancelAssessment
  | CancelTraining
  | ChangeGrade
  | ChangeLevel
  | ChangeRecord
  | CheckClosing
  | ChooseModel
  | CloseInspection
  | CloseInspectionPlan
  | DecideAnswer
  | DecideApplication
  | DecideAssessment
  | DecideChange
  | DecideDelisting
  | DecideExtension
  | DecideInspection
  | DecideInspectionPlan
  | DecideKeyEntry
  | DecideKeyExit
  | DecideListing
  | DecideOverdue
  | DecidePlanChange
  | DecideRedraw
  | DecideResume
  | DecideSelfReport
  | DeclareConflict
  | DiscardReport
  | DraftList
  | DrawInspectionPlan
  | DrawSpotCheck
  | DropStandardDraft
  | DropSurvey
  | EditRedraw
  | EndCampaign
  | EndConflict
  | EndQualityRule
  | EndRecord
  | EnterInspection
  | FileInspectionPlan
  | FinishVisit
  | HandInSurvey
  | IssueCircular
  | IssueDocument
  | IssueNotice
  | LeaveInspection
  | ListAttendance
  | LockSupervision
  | MarkTrial
  | MergeEnterprises
  | MergeHazard
  | MergeTasks
  | MoveListed
  | OpenAssessment
  | OpenHazard
  | OpenInspection
  | OpenReporter
  | OrderDay
  | OrderGrading
  | OrderInspection
  | OrderMeasure
  | OrderSpotCheck
  | OrderTasks
  | PlanTraining
  | ProposeChange
  | ProposeKeyEntry
  | ProposeListing
  | ProposeMeasure
  | ProposeMove
  | ProposePlanChange
  | PublishFrequency
  | PublishGradingMethod
  | PublishList
  | PublishModel
  | PublishPhase
  | PublishRedraw
  | PublishStandard
  | RaiseListing
  | ReadCircular
  | RebaseRedraw
  | RecordHazard
  | RecordSpotCheck
  | RectifyOnTheSpot
  | RedoRedraw
  | RedoSurvey
  | RegisterEnterprise
  | ReinspectHazard
  | RejectHazard
  | RemoveModel
  | ReopenHazard
  | ReportAccident
  | ReportProgress
  | RequestExtension
  | ReturnTask
  | ReturnTransfer
  | ReviewPlan
  | ReviewTask
  | RevokeNoticeLink
  | RewardReport
  | SaveDocument
  | SaveStandard
  | ScoreAssessment
  | SetStatus
  | SettleFaults
  | SettleReport
  | SettleRosterRow
  | SettleSupervisor
  | SignCircular
  | SignDocument
  | SignInTraining
  | SignSelfReport
  | StartCampaign
  | StartCohort
  | StartRedraw
  | StartStandard
  | StartSurvey
  | StartVisit
  | SubmitInspectionPlan
  | SubmitPlan
  | SubmitRectification
  | SubmitRedraw
  | SubmitSelfCheck
  | SupplementAccident
  | TakeQuiz
  | TakeReport
  | TakeSuggestions
  | TransferHazard
  | TransferReport
  | UndoMerge
  | UndoRedraw
  | UndoSurvey
  | VerifyFile
  | VerifyPosition
  | VerifyRecord
  | VoidDocument
  | VoidHazard
  | WaiveTask
  | WithdrawAssessment
  | WithdrawCircular
  | WithdrawGradingMethod
  | WithdrawList
  | WithdrawModel
  | WithdrawRedraw
  | WriteContacts
  | WriteGradingMethod
  | WriteInspectionPlan
  | WriteQualityRule

export type CommandKind = Command['kind']
