// What things are called: objects by letters, detections by numbers.

export const objectName = (g) => "ABCDEFGHI"[g];
export const boxName = (index) => String(index + 1);
