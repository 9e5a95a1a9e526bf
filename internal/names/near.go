package names

// far is the distance of texts that are not near each other.
const far = 1 << 10

// Distance returns how many characters must be inserted, deleted, replaced or swapped with their neighbor to turn name into
// candidate, ignoring ASCII case. The distance to a candidate that begins with name is at most 1 if name has three letters
// or more. A distance above a third of name's letters, or above three, is too far for a misspelling: Near then returns
// false.
func Distance(name, candidate string) int {
	a, b := []rune(name), []rune(candidate)
	limit := min(len(a)/3, 3)
	if len(a) >= 3 && HasPrefix(candidate, name) {
		return min(1, len(b)-len(a))
	}
	if limit == 0 || len(b)-len(a) > limit || len(a)-len(b) > limit {
		if Equal(name, candidate) {
			return 0
		}
		return far
	}
	// Three rows of the table of distances between prefixes: the row before the last, the last, and the current one.
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+differ(a[i-1], b[j-1]))
			if i > 1 && j > 1 && differ(a[i-1], b[j-2]) == 0 && differ(a[i-2], b[j-1]) == 0 {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	if last[len(b)] > limit {
		return far
	}
	return last[len(b)]
}

// Near reports whether a distance is that of a misspelling.
func Near(distance int) bool { return distance < far }

// differ returns 0 if two characters are equal, ignoring ASCII case, and 1 if not.
func differ(a, b rune) int {
	if a == b || a < 0x80 && b < 0x80 && Lower(byte(a)) == Lower(byte(b)) {
		return 0
	}
	return 1
}

// Nearest returns the candidate that a misspelled name was most likely meant for, the first of several, or "".
func Nearest(name string, candidates ...string) string {
	nearest, least := "", far
	for _, candidate := range candidates {
		if d := Distance(name, candidate); d < least {
			nearest, least = candidate, d
		}
	}
	return nearest
}
