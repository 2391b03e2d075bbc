//! Runbooks walked on the simulated AWS, in virtual time, line by line and by keys: to
//! their end, cut off anywhere, and followed.

#[cfg(feature = "operate")]
mod by_keys;
mod cut_off;
mod drills;
mod evidence;
mod included;
mod operator;
mod region_down;
mod shop;
