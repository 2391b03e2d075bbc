//! Runbooks walked line by line on the simulated AWS, in virtual time: to their
//! end, cut off anywhere, and followed.

mod cut_off;
mod drills;
mod evidence;
mod included;
mod operator;
mod region_down;
mod shop;
