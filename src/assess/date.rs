//! Dates as numbers of days.

/// The day of a date `YYYY-MM-DD`, counted from 1970-01-01; `None` for what is no date between
/// the years 1 and 9999.
pub fn day(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes[at].is_ascii_digit();
    let dashes = bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-';
    if !dashes || ![0, 1, 2, 3, 5, 6, 8, 9].into_iter().all(is_digit) {
        return None;
    }
    let year: i64 = text.get(..4)?.parse().ok()?;
    let month: i64 = text.get(5..7)?.parse().ok()?;
    let date: i64 = text.get(8..)?.parse().ok()?;
    let fits = year >= 1 && (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&date);
    fits.then(|| {
        let months: i64 = (1..month).map(|m| days_in(year, m)).sum();
        days_before(year) - days_before(1970) + months + date - 1
    })
}

/// The date of a day that [`day`] could have given.
pub fn date(day: i64) -> String {
    let mut rest = day + days_before(1970);
    // A year has at most 366 days, so this is at or before the right one.
    let mut year = 1 + rest / 366;
    while days_before(year + 1) <= rest {
        year += 1;
    }
    rest -= days_before(year);
    let mut month = 1;
    while rest >= days_in(year, month) {
        rest -= days_in(year, month);
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", rest + 1)
}

/// The days of all years from 1 up to a year.
fn days_before(year: i64) -> i64 {
    let past = year - 1;
    past * 365 + past / 4 - past / 100 + past / 400
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (text, number) in [
            ("1970-01-01", 0),
            ("1969-12-31", -1),
            ("2000-02-29", 11_016),
            ("2026-11-28", 20_785),
            ("2100-03-01", 47_541),
        ] {
            assert_eq!(day(text), Some(number), "{text}");
            assert_eq!(date(number), text);
        }
        let start = day("2023-12-01").expect("a date");
        for number in start..start + 1_500 {
            assert_eq!(day(&date(number)), Some(number));
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "2026-2-03",
            "2026-02-30",
            "2025-02-29",
            "2100-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-01-00",
            "0000-01-01",
            "2026/01/01",
            "+026-01-01",
            "2026-01-1é",
            "20260-01-01",
        ] {
            assert_eq!(day(text), None, "{text:?}");
        }
    }
}
