# A room is a folder with a library of its own. Its headers are reached as "room/name.h" only by targets
# that link it: each room's include root holds nothing but links to that room's headers, so that an
# include against the order of the rooms does not compile. A room within a house, such as
# services/records, is the library urna_services_records; so is one within a room, such as
# storage/rocks within storage, and its headers are not reached through the outer one.
function(urna_room name)
  cmake_parse_arguments(ROOM "" "" "LINK;PRIVATE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${name}/*.cc")
  file(GLOB headers CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${name}/*.h")
  string(REPLACE "/" "_" room "${name}")
  set(target "urna_${room}")
  set(root "${CMAKE_BINARY_DIR}/rooms/${room}")
  set(folder "${root}/${name}")
  # A link to the whole folder would have the links below made among the sources.
  if(IS_SYMLINK "${folder}")
    file(REMOVE "${folder}")
  endif()
  file(MAKE_DIRECTORY "${folder}")
  foreach(header ${headers})
    get_filename_component(file "${header}" NAME)
    file(CREATE_LINK "${header}" "${folder}/${file}" SYMBOLIC)
  endforeach()
  if(sources)
    add_library(${target} STATIC ${sources})
    target_include_directories(${target} PUBLIC "${root}")
    target_link_libraries(${target} PUBLIC ${ROOM_LINK} PRIVATE ${ROOM_PRIVATE} urna_warnings)
    # What computes on secrets is compiled as constant_time sees it: each file by itself.
    if(NOT name STREQUAL "crypto")
      urna_unite(${target})
    endif()
  else()
    add_library(${target} INTERFACE)
    target_include_directories(${target} INTERFACE "${root}")
    target_link_libraries(${target} INTERFACE ${ROOM_LINK})
  endif()
endfunction()

# The tests of a room: every file of tests/<name> in one program, each test a ctest of its own; with
# HOUSE, those of its folders too, except for rooms that have a program of their own. PCH names the
# target whose precompiled header they use, where it is not urna_test_pch. Suites named or
# instantiated as "Long" are for `tests/run.sh --long`. With WHOLE the program is one ctest: for
# hundreds of small tests that share what is slow to make.
function(urna_room_tests name)
  cmake_parse_arguments(ROOM "WHOLE" "PCH" "LINK;HOUSE" ${ARGN})
  if(NOT ROOM_PCH)
    set(ROOM_PCH urna_test_pch)
  endif()
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/${name}/*.cc")
  foreach(room ${ROOM_HOUSE})
    file(GLOB more CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/${name}/${room}/*.cc")
    list(APPEND sources ${more})
  endforeach()
  if(NOT sources)
    return()
  endif()
  string(REPLACE "/" "_" target "${name}_test")
  add_executable(${target} ${sources})
  target_include_directories(${target} PRIVATE "${CMAKE_SOURCE_DIR}/tests")
  target_compile_definitions(${target} PRIVATE
    URNA_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data")
  target_link_libraries(${target} PRIVATE ${ROOM_LINK} urna_warnings urna_test_support)
  target_precompile_headers(${target} REUSE_FROM ${ROOM_PCH})
  urna_unite(${target})
  if(ROOM_WHOLE)
    add_test(NAME "${name}/all" COMMAND ${target})
    set_tests_properties("${name}/all" PROPERTIES TIMEOUT 600 LABELS "${name}")
    return()
  endif()
  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST TEST_FILTER "-Long/*:Long.*"
    TEST_PREFIX "${name}/" PROPERTIES TIMEOUT 600 LABELS "${name}")
  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST TEST_FILTER "Long/*:Long.*" TEST_LIST ${target}_long
    TEST_PREFIX "${name}/" PROPERTIES TIMEOUT 1800 LABELS long)
endfunction()
