// The ten stages: what each is called, which boxes it hands on, and which slider cuts there.

export const STAGES = ["image", "maps", "objectness", "proposals", "first_nms", "roi_grid", "class_box", "second_nms", "mask", "paste"];

/** The cut whose boxes a stage hands on; the first two hand on no boxes. */
export const CUT_OF = [null, null, "candidates", "candidates", "proposals", "proposals", "pairs", "detections", "detections", "detections"];

/** The slider of a stage. */
export const SLIDER_OF = { 2: "best", 4: "proposal_iou", 6: "score", 7: "box_iou" };

/** The stage at which a cut takes place. */
export const STAGE_OF = { candidates: 2, outlived: 4, proposals: 4, pairs: 6, detections: 7 };

/** How each stage's boxes are drawn, a row of looks.py. */
export const LOOK_OF = ["truth", "truth", "anchor", "proposal", "kept", "roi", "detection", "detection", "detection", "detection"];
